/** Scripts of the outbox; what they share is in redis-scripts.ts. */
const READY = `
local function except()
  local named = {}
  for i = 5, #ARGV do named[ARGV[i]] = true end
  return named
end
-- Conversations whose head may be sent now, the oldest or the newest first.
local function ready(P, now, limit, named, first)
  for _, conv in ipairs(redis.call('ZRANGEBYSCORE', P .. 'outbox:later', '-inf', now, 'LIMIT', 0, 100)) do
    local delivery = head(P .. 'out:' .. conv)
    redis.call('ZREM', P .. 'outbox:later', conv)
    redis.call('ZADD', P .. 'outbox:ready:' .. delivery[2], delivery[4], conv)
  end
  local found = {}
  for _, channel in ipairs(redis.call('SMEMBERS', P .. 'outbox:channels')) do
    if not named[channel] then
      local waiting = redis.call(first == 'newest' and 'ZREVRANGE' or 'ZRANGE', P .. 'outbox:ready:' .. channel, 0, limit - 1, 'WITHSCORES')
      for i = 1, #waiting, 2 do table.insert(found, { P, waiting[i], tonumber(waiting[i + 1]) }) end
    end
  end
  return found
end
local function foremost(now, limit, first)
  local found, named = {}, except()
  for _, P in ipairs(KEYS) do
    for _, one in ipairs(ready(P, now, limit, named, first)) do table.insert(found, one) end
  end
  table.sort(found, function(a, b)
    if first == 'newest' then return a[3] > b[3] end
    return a[3] < b[3]
  end)
  for i = #found, limit + 1, -1 do found[i] = nil end
  return found
end
`;

/** For the scripts that hand deliveries out. */
export const SEND = `
-- Puts the head of the conversation's outbox into the caller's hands until then.
local function send_head(P, conv, until_then)
  local c, list = P .. 'c:' .. conv, P .. 'out:' .. conv
  local d = head(list)
  local lease = count(P, 'lease', 1)
  redis.call('ZREM', P .. 'outbox:ready:' .. d[2], conv)
  redis.call('ZADD', P .. 'outbox:later', until_then, conv)
  redis.call('HSET', c, 'out-lease', lease)
  redis.call('LSET', list, 0, cmsgpack.pack({ d[1], d[2], d[3], d[4], d[5] + 1, d[6], d[7] }))
  local known = redis.call('HMGET', c, 'speaker', 'key')
  return { d[1], conv, d[2], d[3], known[1] or 'bot', d[5], d[4], lease, known[2], d[7] }
end
`;

export const OUTBOX_SCRIPTS = {
  // now, limit, lease in ms, oldest or newest first, channels to leave out; since when the foremost conversations wait
  lookOutbox: `${READY}
local found = {}
for i, one in ipairs(foremost(time(), tonumber(ARGV[2]), ARGV[4])) do found[i] = one[3] end
return found`,

  // now, limit, lease in ms, oldest or newest first, channels to leave out
  takeDeliveries: `${READY}${SEND}
local now, taken = time(), {}
for i, one in ipairs(foremost(now, tonumber(ARGV[2]), ARGV[4])) do taken[i] = send_head(one[1], one[2], now + ARGV[3]) end
return taken`,

  // now, conversation, id, lease, lease in ms
  renew: `
local P, conv, now = KEYS[1], ARGV[2], time()
if redis.call('HGET', P .. 'c:' .. conv, 'out-lease') ~= ARGV[4] then return false end
local d = head(P .. 'out:' .. conv)
if not d or d[1] ~= ARGV[3] then return false end
redis.call('ZREM', P .. 'outbox:ready:' .. d[2], conv)
redis.call('ZADD', P .. 'outbox:later', now + ARGV[5], conv)
return true`,

  // now, conversation, id, lease, what, code or retry at
  settle: `
local P, conv, id, what, now = KEYS[1], ARGV[2], ARGV[3], ARGV[5], time()
local c, list = P .. 'c:' .. conv, P .. 'out:' .. conv
if redis.call('HGET', c, 'out-lease') ~= ARGV[4] then return false end
local d = head(list)
if not d or d[1] ~= id then return false end
if what == 'retry' then
  redis.call('LSET', list, 0, cmsgpack.pack({ d[1], d[2], d[3], d[4], d[5], now + tonumber(ARGV[6]), d[7] }))
else
  redis.call('LPOP', list)
  count(P, 'deliveries', -1)
  if what == 'dead' then
    local dead = conv .. '.' .. id
    redis.call('HSET', P .. 'dead:' .. dead, 'channel', d[2], 'by', d[3], 'code', ARGV[6], 'sealed', d[7])
    redis.call('ZADD', P .. 'dead', now, dead)
  else
    redis.call('SREM', P .. 'out-ids:' .. conv, id)
  end
end
offer_outbox(P, conv, now)
return true`,

  // now, limit
  deadLetters: `
local found = {}
for _, P in ipairs(KEYS) do
  local ids = redis.call('ZREVRANGE', P .. 'dead', 0, ARGV[2] - 1, 'WITHSCORES')
  for i = 1, #ids, 2 do
    local d = redis.call('HMGET', P .. 'dead:' .. ids[i], 'channel', 'code')
    table.insert(found, { ids[i], d[1], d[2], tonumber(ids[i + 1]) })
  end
end
return found`,

  // now, conversation, id. What is out stays before it.
  resend: `
local P, conv, id, now = KEYS[1], ARGV[2], ARGV[3], time()
local dead, list = conv .. '.' .. id, P .. 'out:' .. conv
local d = redis.call('HMGET', P .. 'dead:' .. dead, 'channel', 'by', 'sealed')
if not d[1] then return false end
local out = in_flight(P, conv) and redis.call('LPOP', list)
redis.call('LPUSH', list, cmsgpack.pack({ id, d[1], d[2], now, 0, 0, d[3] }))
count(P, 'deliveries', 1)
redis.call('DEL', P .. 'dead:' .. dead)
redis.call('ZREM', P .. 'dead', dead)
if out then redis.call('LPUSH', list, out) else offer_outbox(P, conv, now) end
return true`,
} as const;
