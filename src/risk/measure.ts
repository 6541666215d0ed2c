/** How one message of a known kind went. */
export interface Outcome {
  language: string;
  /** The danger of a call for help; null for an ordinary message. */
  danger: string | null;
  raised: readonly string[];
  /** Nothing was raised, but a person was offered first. */
  doubt: boolean;
}

/** How the messages of one language went. Shares are 0 to 1, null where there was nothing to measure. */
export interface RiskTally {
  language: string;
  urgent: number;
  ordinary: number;
  /** Of calls for help: seen at all; seen as what they are; seen, or a person was offered first. */
  seen: number | null;
  named: number | null;
  noticed: number | null;
  /** Of ordinary messages: taken for a call for help; a person was offered first. */
  alarms: number | null;
  doubted: number | null;
}

/** Recall and false alarms of red flags, a row a language in the order they come, and `all` at the end. */
export function riskTallies(outcomes: readonly Outcome[]): RiskTally[] {
  const languages = [...new Set(outcomes.map(({ language }) => language))];
  return [...languages.map((language) => tally(language, outcomes.filter((one) => one.language === language))), tally('all', outcomes)];
}

function tally(language: string, outcomes: readonly Outcome[]): RiskTally {
  const urgent = outcomes.filter(({ danger }) => danger !== null);
  const ordinary = outcomes.filter(({ danger }) => danger === null);
  const isSeen = ({ raised }: Outcome): boolean => raised.length > 0;
  return {
    language,
    urgent: urgent.length,
    ordinary: ordinary.length,
    seen: share(urgent, isSeen),
    named: share(urgent, ({ danger, raised }) => danger !== null && raised.includes(danger)),
    noticed: share(urgent, (one) => isSeen(one) || one.doubt),
    alarms: share(ordinary, isSeen),
    doubted: share(ordinary, ({ raised, doubt }) => raised.length === 0 && doubt),
  };
}

function share(outcomes: readonly Outcome[], holds: (one: Outcome) => boolean): number | null {
  return outcomes.length === 0 ? null : outcomes.filter(holds).length / outcomes.length;
}
