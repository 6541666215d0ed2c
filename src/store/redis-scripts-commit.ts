import { SEND } from './redis-scripts-outbox.js';

/** The script of a turn's commit; what it shares with others is in redis-scripts.ts. */
export const COMMIT_SCRIPTS = {
  // now, conversation, lease (empty: the event comes with it), version, seq or dedupe, key that it has, session, speaker,
  // new key (empty: no erase), timer's do, at, sealed, handoff's do, id, risk or state or since, sealed or outcome, number of lines, { id, sealed } of each,
  // number of deliveries, { id, channel, by, sealed } of each, lease in ms for sending (empty: nothing is taken)
  commit: `${SEND}
local P, conv, now = KEYS[1], ARGV[2], time()
local c = P .. 'c:' .. conv
local session, speaker, new_key = ARGV[7], ARGV[8], ARGV[9]
local timer_do, timer_at, timer_sealed = ARGV[10], ARGV[11], ARGV[12]
local handoff_do, handoff_id, handoff_as, handoff_with = ARGV[13], ARGV[14], ARGV[15], ARGV[16]

local known = redis.call('HMGET', c, 'lease', 'version', 'end:transcript', 'key', 'out-lease', 'out-channel', 'out-leases')
local claimed = ARGV[3] ~= ''
if (known[2] or '0') ~= ARGV[4] then return 'stale' end
-- Whoever has the token of the lease has the head.
if claimed and known[1] ~= token(ARGV[3], ARGV[5]) then return 'stale' end
if not claimed and (known[4] ~= ARGV[6] or redis.call('EXISTS', P .. 'in:' .. conv) == 1) then return 'stale' end
if not claimed and not fresh(P, ARGV[5]) then return 'seen' end

local function close(id, state, outcome)
  local h = P .. 'h:' .. id
  redis.call('HSET', h, 'state', state, 'outcome', outcome, 'closedAt', whole(now))
  redis.call('ZREM', P .. 'handoffs:open', id)
  redis.call('ZADD', P .. 'handoffs:closed', -now, id)
  redis.call('SREM', P .. 'ho:' .. conv, id)
end

-- What stays is no word of theirs: the session's version, where the logs end, dedupe hashes. Whether a handoff changed.
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
  offer_outbox(P, conv, known[6], nil)
  known[5], known[6] = '', ''
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
  return changed
end

-- Whether there was anything to change.
local function change_handoff()
  local h = P .. 'h:' .. handoff_id
  local there = redis.call('HMGET', h, 'conversation', 'closedAt', 'openedAt', 'acceptedAt')
  if there[2] or (there[1] and there[1] ~= conv) then return false end
  if handoff_do == 'reopen' then
    if there[4] ~= handoff_as then return false end
    redis.call('HSET', h, 'state', 'queued')
    redis.call('HDEL', h, 'holder', 'acceptedAt')
    return true
  end
  if handoff_do == 'close' then
    if not there[1] then return false end
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
  return true
end

-- Those of the letters that neither wait nor lie dead already.
local function unknown(letters, waiting)
  local there, new = {}, {}
  for _, packed in ipairs(waiting) do there[cmsgpack.unpack(packed)[1]] = true end
  for _, letter in ipairs(letters) do
    local id = letter[1]
    if not there[id] and redis.call('SISMEMBER', P .. 'out-ids:' .. conv, id) == 0 then new[#new + 1] = letter end
    there[id] = true
  end
  return new
end

-- Where the transcript ends by now.
local last = tonumber(known[3] or 0)
-- What the turn leaves behind, and more fields with it.
local function remember(more)
  redis.call('HSET', c, 'session', session, 'speaker', speaker, 'version', whole(ARGV[4] + 1), 'lease', '', 'end:transcript', last, unpack(more))
end
-- Puts new letters behind those that wait. What is the head then is handed out for so long, where there is a lease and none is out.
local function post(letters, lease_ms)
  local list = P .. 'out:' .. conv
  local channel = (known[6] or '') ~= '' and known[6] or nil
  -- While one is out, or was out and never came back, it stays the head.
  local free = (known[5] or '') == ''
  letters = unknown(letters, channel and redis.call('LRANGE', list, 0, -1) or {})
  local at_once = free and not channel and lease_ms ~= '' and letters[1]
  if at_once then at_once[5] = 1 end
  if #letters > 0 then
    local packed = {}
    for n, letter in ipairs(letters) do packed[n] = cmsgpack.pack(letter) end
    redis.call('RPUSH', list, unpack(packed))
    count(P, 'deliveries', #letters)
  end
  if at_once then
    local sent, more = hand_out(P, conv, at_once, now + lease_ms, known[7], speaker, new_key ~= '' and new_key or known[4])
    remember(more)
    return sent
  end
  remember({})
  local first = free and head(list)
  if not first then return end
  offer_outbox(P, conv, channel, first)
  if lease_ms ~= '' and first[6] <= now then return send_head(P, conv, now + lease_ms) end
end

local next_event, revised = nil, false
if new_key ~= '' then revised = erase() elseif claimed then
  next_event = shift(P .. 'in:' .. conv)
  count(P, 'events', -1)
end

-- A handoff's own change revises by itself; else the words of one that is open do.
if handoff_do ~= '' then revised = change_handoff() or revised end

local ended, at = last, 18
if ARGV[17] ~= '0' then
  local after = at + 2 * ARGV[17]
  last = write_lines(P, conv, 'transcript', ended, { unpack(ARGV, at, after - 1) }, now)
  at = after
  revised = revised or (last > ended and has_open_handoff(P, conv))
end
if revised then revise(P) end

local posted, letters = tonumber(ARGV[at]), {}
at = at + 1
for _ = 1, posted do
  local id, channel, by, sealed = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  letters[#letters + 1] = { id, channel, by, now, 0, 0, sealed }
  at = at + 4
end
local sent = false
if posted > 0 then sent = post(letters, ARGV[at]) else remember({}) end

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
if claimed then offer_inbox(P, conv, now, next_event) end
return sent or 'committed'`,
} as const;
