import { SEND } from './redis-scripts-outbox.js';

/** The script of a turn's commit; what it shares with others is in redis-scripts.ts. */
export const COMMIT_SCRIPTS = {
  // now, conversation, lease (empty: the event comes with it), version, seq or dedupe, key that it has, session, speaker, new key (empty: no erase), timer's do, at, sealed,
  // handoff's do, id, risk or state, sealed or outcome, number of lines, { id, sealed } of each,
  // number of deliveries, { id, channel, by, sealed } of each, lease in ms for sending (empty: nothing is taken)
  commit: `${SEND}
local P, conv, now = KEYS[1], ARGV[2], time()
local c = P .. 'c:' .. conv
local session, speaker, new_key = ARGV[7], ARGV[8], ARGV[9]
local timer_do, timer_at, timer_sealed = ARGV[10], ARGV[11], ARGV[12]
local handoff_do, handoff_id, handoff_as, handoff_with = ARGV[13], ARGV[14], ARGV[15], ARGV[16]

local known = redis.call('HMGET', c, 'lease', 'version', 'key')
local event = head(P .. 'in:' .. conv)
local claimed = ARGV[3] ~= ''
if (known[2] or '0') ~= ARGV[4] then return 'stale' end
if claimed and (known[1] ~= ARGV[3] or not event or whole(event[1]) ~= ARGV[5]) then return 'stale' end
if not claimed and (event or known[3] ~= ARGV[6]) then return 'stale' end
if not claimed and not is_new(P, ARGV[5]) then return 'seen' end

local function close(id, state, outcome)
  local h = P .. 'h:' .. id
  redis.call('HSET', h, 'state', state, 'outcome', outcome, 'closedAt', whole(now))
  redis.call('ZREM', P .. 'handoffs:open', id)
  redis.call('ZADD', P .. 'handoffs:closed', -now, id)
  redis.call('SREM', P .. 'ho:' .. conv, id)
end

-- What stays is no word of theirs: the session's version, where the logs end, dedupe hashes.
local function erase()
  -- 0 - n, because -0 is no integer to Redis.
  count(P, 'events', 0 - redis.call('LLEN', P .. 'in:' .. conv))
  count(P, 'deliveries', 0 - redis.call('LLEN', P .. 'out:' .. conv))
  for _, id in ipairs(redis.call('SMEMBERS', P .. 'out-ids:' .. conv)) do
    redis.call('DEL', P .. 'dead:' .. conv .. '.' .. id)
    redis.call('ZREM', P .. 'dead', conv .. '.' .. id)
  end
  redis.call('DEL', P .. 'in:' .. conv, P .. 'out:' .. conv, P .. 'out-ids:' .. conv)
  for _, log in ipairs({ 'transcript', 'mailbox' }) do
    redis.call('DEL', P .. 'log:' .. log .. ':' .. conv, P .. 'lines:' .. log .. ':' .. conv)
  end
  offer_outbox(P, conv, now)
  redis.call('ZREM', P .. 'timers', conv)
  redis.call('HDEL', c, 'timer')
  redis.call('HSET', c, 'key', new_key)
  local changed = false
  for _, id in ipairs(redis.call('SMEMBERS', P .. 'hs:' .. conv)) do
    changed = redis.call('HDEL', P .. 'h:' .. id, 'sealed') == 1 or changed
  end
  for _, id in ipairs(redis.call('SMEMBERS', P .. 'ho:' .. conv)) do
    if not (handoff_do == 'close' and id == handoff_id) then
      close(id, 'failed', 'erased')
      changed = true
    end
  end
  if changed then revise(P) end
end

local function change_handoff()
  local h = P .. 'h:' .. handoff_id
  local there = redis.call('HMGET', h, 'conversation', 'closedAt', 'openedAt')
  if there[2] or (there[1] and there[1] ~= conv) then return end
  if handoff_do == 'close' then
    if not there[1] then return end
    close(handoff_id, handoff_as, handoff_with)
  else
    local opened = tonumber(there[3] or now)
    redis.call('HSET', h, 'risk', handoff_as, 'sealed', handoff_with)
    if not there[1] then
      redis.call('HSET', h, 'conversation', conv, 'state', 'queued', 'openedAt', whole(now))
      redis.call('SADD', P .. 'hs:' .. conv, handoff_id)
      redis.call('SADD', P .. 'ho:' .. conv, handoff_id)
    end
    -- R3 first, then the oldest: a level is more than any time in milliseconds before the year 2286.
    redis.call('ZADD', P .. 'handoffs:open', (3 - string.sub(handoff_as, 2)) * 1e13 + opened, handoff_id)
  end
  revise(P)
end

if new_key ~= '' then erase() elseif claimed then
  redis.call('LPOP', P .. 'in:' .. conv)
  count(P, 'events', -1)
end
redis.call('HSET', c, 'session', session, 'speaker', speaker)
redis.call('HINCRBY', c, 'version', 1)

local was_open = has_open_handoff(P, conv)
if handoff_do ~= '' then change_handoff() end

local at, written = 18, false
for _ = 1, tonumber(ARGV[17]) do
  local _, new = write_line(P, conv, 'transcript', ARGV[at], ARGV[at + 1], now)
  written, at = written or new, at + 2
end
if written and (was_open or has_open_handoff(P, conv)) then revise(P) end

local posted = tonumber(ARGV[at])
at = at + 1
for _ = 1, posted do
  local id, channel, by, sealed = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  if redis.call('SADD', P .. 'out-ids:' .. conv, id) == 1 then
    redis.call('RPUSH', P .. 'out:' .. conv, cmsgpack.pack({ id, channel, by, now, 0, 0, sealed }))
    count(P, 'deliveries', 1)
  end
  at = at + 4
end
local offered = posted > 0 and not in_flight(P, conv)
if offered then offer_outbox(P, conv, now) end

if timer_do ~= 'keep' then
  redis.call('ZREM', P .. 'timers', conv)
  redis.call('HDEL', c, 'timer')
end
if timer_do == 'set' then
  redis.call('ZADD', P .. 'timers', timer_at, conv)
  redis.call('HSET', c, 'timer', timer_sealed)
  -- A sleeping worker has to learn that it may sleep less long.
  wake('inbox')
end
if claimed then offer_inbox(P, conv, now) end
local send_lease = ARGV[at]
if send_lease == '' or not offered or redis.call('ZSCORE', P .. 'outbox:later', conv) then return 'committed' end
return send_head(P, conv, now + send_lease)`,
} as const;
