const FOREMOST = `
-- The conversation whose head has waited longest, and since when, after all that is due came back. A due timer becomes
-- an event in the script that removes it, so it fires once; at most 100 in one go bounds the time of one script.
local function foremost(P, now)
  local due = redis.call('ZRANGEBYSCORE', P .. 'timers', '-inf', now, 'WITHSCORES', 'LIMIT', 0, 100)
  for i = 1, #due, 2 do
    local c = P .. 'c:' .. due[i]
    enqueue(P, due[i], tonumber(due[i + 1]), redis.call('HGET', c, 'timer'))
    redis.call('ZREM', P .. 'timers', due[i])
    redis.call('HDEL', c, 'timer')
  end
  for _, conv in ipairs(redis.call('ZRANGEBYSCORE', P .. 'inbox:later', '-inf', now, 'LIMIT', 0, 100)) do
    redis.call('ZREM', P .. 'inbox:later', conv)
    redis.call('ZADD', P .. 'inbox:ready', redis.call('ZSCORE', P .. 'inbox:all', conv), conv)
  end
  return redis.call('ZRANGE', P .. 'inbox:ready', 0, 0, 'WITHSCORES')
end
`;

export const HOLD = `
-- Puts the conversation into the caller's hands until then, with its head. Handing out is counted, not giving back, so
-- that an event that kills its worker is counted too.
local function hold(P, conv, event, until_then)
  local c = P .. 'c:' .. conv
  local known = redis.call('HMGET', c, 'leases', 'version', 'session', 'key')
  local lease = (known[1] or 0) + 1
  redis.call('ZADD', P .. 'inbox:later', until_then, conv)
  redis.call('HSET', c, 'lease', token(lease, whole(event[1])), 'leases', whole(lease))
  return { conv, lease, tonumber(known[2] or 0), known[3], known[4], event[1], event[2], event[3] - 1, event[5] }
end
-- Puts a new event in; with a lease into the caller's hands, where nothing else waits.
local function put(P, conv, now, sealed, lease_ms)
  if lease_ms == '' or redis.call('EXISTS', P .. 'in:' .. conv) == 1 then
    enqueue(P, conv, now, sealed)
    return 'accepted'
  end
  return hold(P, conv, file(P, conv, now, 1, sealed), now + lease_ms)
end
`;

/** Scripts of the inbox; what they share is in redis-scripts.ts. */
export const INBOX_SCRIPTS = {
  // now, conversation, fresh key
  keyOf: `
local c = KEYS[1] .. 'c:' .. ARGV[2]
redis.call('HSETNX', c, 'key', ARGV[3])
return redis.call('HGET', c, 'key')`,

  // now, conversation, dedupe, sealed, key, lease in ms (empty: not to be claimed)
  accept: `${HOLD}
local P, conv, now = KEYS[1], ARGV[2], time()
local c = P .. 'c:' .. conv
local key = redis.call('HGET', c, 'key')
if not key then redis.call('HSET', c, 'key', ARGV[5])
elseif key ~= ARGV[5] then return { key } end
if not fresh(P, ARGV[3]) then return 'seen' end
return put(P, conv, now, ARGV[4], ARGV[6])`,

  // now; for each partition since when its foremost conversation waits, empty where none does
  lookInbox: `${FOREMOST}
local now, found = time(), {}
for i, P in ipairs(KEYS) do found[i] = foremost(P, now)[2] or '' end
return found`,

  // now, lease in ms
  claim: `${FOREMOST}${HOLD}
local now, best, since = time(), nil, nil
for _, P in ipairs(KEYS) do
  local first = foremost(P, now)
  local score = tonumber(first[2])
  if score and (not since or score < since) then best, since = { P, first[1] }, score end
end
if not best then return false end
local P, conv = best[1], best[2]
local event = head(P .. 'in:' .. conv)
event[3] = event[3] + 1
redis.call('LSET', P .. 'in:' .. conv, 0, cmsgpack.pack(event))
redis.call('ZREM', P .. 'inbox:ready', conv)
return hold(P, conv, event, now + ARGV[2])`,

  // now, conversation
  behind: `
local second = redis.call('LINDEX', KEYS[1] .. 'in:' .. ARGV[2], 1)
return second and cmsgpack.unpack(second)[5] or false`,

  // now, conversation, lease, seq, retry in ms
  release: `
local P, conv, now = KEYS[1], ARGV[2], time()
local c = P .. 'c:' .. conv
if redis.call('HGET', c, 'lease') ~= token(ARGV[3], ARGV[4]) then return false end
local event = head(P .. 'in:' .. conv)
event[4] = now + ARGV[5]
redis.call('LSET', P .. 'in:' .. conv, 0, cmsgpack.pack(event))
redis.call('HSET', c, 'lease', '')
offer_inbox(P, conv, now, event)
return true`,

  // now
  nextDueAt: `
local at = nil
for _, P in ipairs(KEYS) do
  for _, name in ipairs({ 'timers', 'inbox:later', 'outbox:later' }) do
    local first = tonumber(redis.call('ZRANGE', P .. name, 0, 0, 'WITHSCORES')[2])
    if first and (not at or first < at) then at = first end
  end
end
return at or false`,
} as const;
