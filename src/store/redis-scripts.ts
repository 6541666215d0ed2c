import { HANDOFF_SCRIPTS } from './redis-scripts-handoffs.js';
import { INBOX_SCRIPTS } from './redis-scripts-inbox.js';
import { LOG_SCRIPTS } from './redis-scripts-logs.js';
import { OUTBOX_SCRIPTS } from './redis-scripts-outbox.js';
import { COMMIT_SCRIPTS } from './redis-scripts-commit.js';

/*
 * Every atomic act is one Lua script. `KEYS` are prefixes of partitions, `lanpya:{p07}:`; all keys of a partition begin
 * with its prefix and so share its hash tag and its slot. `ARGV[1]` is the time, empty for the server's own. A script
 * checks before its first write, because Redis does not undo what a failing script wrote.
 *
 *   c:<conversation>   hash: key, session, version, speaker, lease, out-lease, out-channel, timer, end:<log>
 *   in:<conversation>  list of packed events; inbox:ready, inbox:later, inbox:all, timers: sorted sets of conversations
 *   out:<conversation> list of packed deliveries; out-ids:<conversation> their ids and those of dead letters;
 *                      outbox:ready:<channel>, outbox:later: sorted sets of conversations; outbox:channels
 *   dead               sorted set of ids; dead:<id> hash
 *   h:<id>             hash; handoffs:open, handoffs:closed sorted sets; hs:<conversation>, ho:<conversation> sets of ids
 *   log:<log>:<conversation> sorted set of ids by position; lines:<log>:<conversation> hash of packed lines
 *   seen:<dedupe>      expires; n: hash of counters
 */

/** What the scripts have in common. Lists hold events and deliveries packed by `cmsgpack`. */
const SHARED = `
local function time()
  if ARGV[1] ~= '' then return tonumber(ARGV[1]) end
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
local function wake(what) redis.call('PUBLISH', 'lanpya:wake', what) end
local function count(P, name, by) return redis.call('HINCRBY', P .. 'n', name, by) end
local function whole(n) return string.format('%.0f', n) end
local function refuse(reason) return redis.error_reply('REFUSED ' .. reason) end
local function kept(P, conv) return redis.call('HEXISTS', P .. 'c:' .. conv, 'key') == 1 end
local function revise(P)
  count(P, 'revision', 1)
  wake('handoffs')
end
-- The head of a list of packed things, or nil.
local function head(list)
  local packed = redis.call('LINDEX', list, 0)
  return packed and cmsgpack.unpack(packed)
end

-- Inbox: event = { seq, acceptedAt, attempts, notBefore, sealed }
local function offer_inbox(P, conv, now)
  redis.call('ZREM', P .. 'inbox:ready', conv)
  redis.call('ZREM', P .. 'inbox:later', conv)
  redis.call('ZREM', P .. 'inbox:all', conv)
  redis.call('HDEL', P .. 'c:' .. conv, 'lease')
  local event = head(P .. 'in:' .. conv)
  if not event then return end
  redis.call('ZADD', P .. 'inbox:all', event[2], conv)
  if event[4] > now then redis.call('ZADD', P .. 'inbox:later', event[4], conv)
  else redis.call('ZADD', P .. 'inbox:ready', event[2], conv) end
  wake('inbox')
end
local function enqueue(P, conv, accepted_at, sealed)
  local seq = count(P, 'seq', 1)
  count(P, 'events', 1)
  local length = redis.call('RPUSH', P .. 'in:' .. conv, cmsgpack.pack({ seq, accepted_at, 0, 0, sealed }))
  if length == 1 then
    redis.call('ZADD', P .. 'inbox:all', accepted_at, conv)
    redis.call('ZADD', P .. 'inbox:ready', accepted_at, conv)
  end
  wake('inbox')
end
-- Telegram redelivers for 24 h; twice that is promised, and an hour more forgives a clock that was set back.
local function is_new(P, dedupe) return redis.call('SET', P .. 'seen:' .. dedupe, '1', 'NX', 'PX', 49 * 3600000) end
local function accept(P, conv, dedupe, sealed, now)
  if not is_new(P, dedupe) then return 'seen' end
  enqueue(P, conv, now, sealed)
  return 'accepted'
end

-- Outbox: delivery = { id, channel, by, queuedAt, attempts, notBefore, sealed }
local function offer_outbox(P, conv, now)
  local c = P .. 'c:' .. conv
  local channel = redis.call('HGET', c, 'out-channel')
  if channel then redis.call('ZREM', P .. 'outbox:ready:' .. channel, conv) end
  redis.call('ZREM', P .. 'outbox:later', conv)
  redis.call('HDEL', c, 'out-lease', 'out-channel')
  local delivery = head(P .. 'out:' .. conv)
  if not delivery then return end
  redis.call('HSET', c, 'out-channel', delivery[2])
  redis.call('SADD', P .. 'outbox:channels', delivery[2])
  if delivery[6] > now then redis.call('ZADD', P .. 'outbox:later', delivery[6], conv)
  else redis.call('ZADD', P .. 'outbox:ready:' .. delivery[2], delivery[4], conv) end
  wake('outbox')
end
-- While one is out, or was out and never came back, it stays the head.
local function in_flight(P, conv) return redis.call('HEXISTS', P .. 'c:' .. conv, 'out-lease') == 1 end
local function has_open_handoff(P, conv) return redis.call('EXISTS', P .. 'ho:' .. conv) == 1 end

-- Appends once per id; the position, and whether it is new. A log keeps its newest 500 lines. Positions go on after an
-- erase, so that somebody who reads on from the last one they saw misses nothing.
local function write_line(P, conv, log, id, sealed, now)
  local ids, lines = P .. 'log:' .. log .. ':' .. conv, P .. 'lines:' .. log .. ':' .. conv
  local there = redis.call('ZSCORE', ids, id)
  if there then return tonumber(there), false end
  local position = redis.call('HINCRBY', P .. 'c:' .. conv, 'end:' .. log, 1)
  redis.call('ZADD', ids, position, id)
  redis.call('HSET', lines, id, cmsgpack.pack({ now, sealed }))
  for _, old in ipairs(redis.call('ZRANGEBYSCORE', ids, '-inf', position - 500)) do
    redis.call('ZREM', ids, old)
    redis.call('HDEL', lines, old)
  end
  return position, true
end
`;

/** Name of each script and its full text. */
export const SCRIPTS: Readonly<Record<ScriptName, string>> = Object.fromEntries(
  Object.entries({ ...INBOX_SCRIPTS, ...OUTBOX_SCRIPTS, ...HANDOFF_SCRIPTS, ...LOG_SCRIPTS, ...COMMIT_SCRIPTS }).map(([name, lua]) => [name, SHARED + lua]),
) as Record<ScriptName, string>;

export type ScriptName =
  | keyof typeof INBOX_SCRIPTS
  | keyof typeof OUTBOX_SCRIPTS
  | keyof typeof HANDOFF_SCRIPTS
  | keyof typeof LOG_SCRIPTS
  | keyof typeof COMMIT_SCRIPTS;
