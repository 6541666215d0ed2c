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
 *   c:<conversation>   hash: key, session, version, speaker, timer, end:<log>; lease and out-lease: tokens, empty where
 *                      nobody holds the head; leases, out-leases: how many there were; out-channel: that of the head
 *   in:<conversation>  list of packed events; inbox:ready, inbox:later, inbox:all, timers: sorted sets of conversations
 *   out:<conversation> list of packed deliveries; out-ids:<conversation> ids of its dead letters;
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
local function revise(P)
  count(P, 'revision', 1)
  wake('handoffs')
end
-- The head of a list of packed things, or nil.
local function head(list)
  local packed = redis.call('LINDEX', list, 0)
  return packed and cmsgpack.unpack(packed)
end
-- Takes the head off a list of packed things: what is the head from now on, or nil, and what was taken, still packed.
local function shift(list)
  local two = redis.call('LPOP', list, 2) or {}
  if two[2] then redis.call('LPUSH', list, two[2]) end
  return two[2] and cmsgpack.unpack(two[2]), two[1]
end
-- A token of whoever holds a head: no other lease of the conversation is like it, and it tells what is held.
local function token(lease, what) return whole(lease) .. ' ' .. what end

-- Inbox: event = { seq, acceptedAt, attempts, notBefore, sealed }
-- Offers the conversation with its present head; nil where nothing waits. The caller ends its lease.
local function offer_inbox(P, conv, now, event)
  if redis.call('ZREM', P .. 'inbox:later', conv) == 0 then redis.call('ZREM', P .. 'inbox:ready', conv) end
  if not event then return redis.call('ZREM', P .. 'inbox:all', conv) end
  redis.call('ZADD', P .. 'inbox:all', event[2], conv)
  if event[4] > now then redis.call('ZADD', P .. 'inbox:later', event[4], conv)
  else redis.call('ZADD', P .. 'inbox:ready', event[2], conv) end
  wake('inbox')
end
-- Puts an event behind what waits: the event, and how many wait now.
local function file(P, conv, accepted_at, attempts, sealed)
  local n = redis.call('HMGET', P .. 'n', 'seq', 'events')
  local event = { (n[1] or 0) + 1, accepted_at, attempts, 0, sealed }
  redis.call('HSET', P .. 'n', 'seq', whole(event[1]), 'events', whole((n[2] or 0) + 1))
  local waiting = redis.call('RPUSH', P .. 'in:' .. conv, cmsgpack.pack(event))
  if waiting == 1 then redis.call('ZADD', P .. 'inbox:all', accepted_at, conv) end
  return event, waiting
end
local function enqueue(P, conv, accepted_at, sealed)
  local _, waiting = file(P, conv, accepted_at, 0, sealed)
  if waiting == 1 then redis.call('ZADD', P .. 'inbox:ready', accepted_at, conv) end
  wake('inbox')
end
-- Whether the event is a new one. Telegram redelivers for 24 h; twice that is promised, and an hour more forgives a
-- clock that was set back.
local function fresh(P, dedupe) return redis.call('SET', P .. 'seen:' .. dedupe, '1', 'NX', 'PX', 49 * 3600000) end

-- Outbox: delivery = { id, channel, by, queuedAt, attempts, notBefore, sealed }
-- Offers the conversation with its present head, nil where nothing waits; \`before\` is the channel of the head it was
-- offered with. A lease on it is at an end.
local function offer_outbox(P, conv, before, delivery)
  local c = P .. 'c:' .. conv
  if redis.call('ZREM', P .. 'outbox:later', conv) == 0 and before then redis.call('ZREM', P .. 'outbox:ready:' .. before, conv) end
  if not delivery then return redis.call('HSET', c, 'out-lease', '', 'out-channel', '') end
  redis.call('HSET', c, 'out-lease', '', 'out-channel', delivery[2])
  if delivery[6] > time() then redis.call('ZADD', P .. 'outbox:later', delivery[6], conv)
  else
    redis.call('SADD', P .. 'outbox:channels', delivery[2])
    redis.call('ZADD', P .. 'outbox:ready:' .. delivery[2], delivery[4], conv)
  end
  wake('outbox')
end
local function has_open_handoff(P, conv) return redis.call('EXISTS', P .. 'ho:' .. conv) == 1 end

-- Appends each line, { id, sealed, id, sealed, … }, once per id. A log keeps its newest 500 lines. \`last\` is the position
-- of the last one so far, which goes on after an erase, so that somebody who reads on from there misses nothing.
-- The last position from now on, and that of each id.
local function write_lines(P, conv, log, last, lines, now)
  local ids, kept = P .. 'log:' .. log .. ':' .. conv, P .. 'lines:' .. log .. ':' .. conv
  local names, at, places, packed = {}, {}, {}, {}
  for i = 1, #lines, 2 do names[#names + 1] = lines[i] end
  for n, place in ipairs(redis.call('ZMSCORE', ids, unpack(names))) do at[names[n]] = tonumber(place or nil) end
  for i = 1, #lines, 2 do
    local id = lines[i]
    if not at[id] then
      last = last + 1
      at[id] = last
      places[#places + 1], places[#places + 2] = last, id
      packed[#packed + 1], packed[#packed + 2] = id, cmsgpack.pack({ now, lines[i + 1] })
    end
  end
  if #places == 0 then return last, at end
  redis.call('ZADD', ids, unpack(places))
  redis.call('HSET', kept, unpack(packed))
  local old = last > 500 and redis.call('ZRANGEBYSCORE', ids, '-inf', last - 500) or {}
  if #old > 0 then
    redis.call('ZREM', ids, unpack(old))
    redis.call('HDEL', kept, unpack(old))
  end
  return last, at
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
