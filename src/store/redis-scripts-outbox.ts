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
    redis.call('SADD', P .. 'outbox:channels', delivery[2])
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
-- Puts a delivery, the head of the conversation's outbox, into the caller's hands until then. Handing out is counted. What
-- the caller gets, and what the conversation's hash has to say from now on; \`leases\`, \`speaker\` and \`key\` are its own.
local function hand_out(P, conv, d, until_then, leases, speaker, key)
  local lease = (leases or 0) + 1
  redis.call('ZADD', P .. 'outbox:later', until_then, conv)
  return { d[1], conv, d[2], d[3], speaker or 'bot', d[5] - 1, d[4], lease, key, d[7] },
    { 'out-lease', token(lease, d[1]), 'out-leases', whole(lease), 'out-channel', d[2] }
end
local function send_head(P, conv, until_then)
  local c, list = P .. 'c:' .. conv, P .. 'out:' .. conv
  local d = head(list)
  d[5] = d[5] + 1
  redis.call('LSET', list, 0, cmsgpack.pack(d))
  redis.call('ZREM', P .. 'outbox:ready:' .. d[2], conv)
  local known = redis.call('HMGET', c, 'out-leases', 'speaker', 'key')
  local given, changes = hand_out(P, conv, d, until_then, known[1], known[2], known[3])
  redis.call('HSET', c, unpack(changes))
  return given
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
local known = redis.call('HMGET', P .. 'c:' .. conv, 'out-lease', 'out-channel')
if known[1] ~= token(ARGV[4], ARGV[3]) then return false end
redis.call('ZREM', P .. 'outbox:ready:' .. known[2], conv)
redis.call('ZADD', P .. 'outbox:later', now + ARGV[5], conv)
return true`,

  // now, conversation, id, lease, what, code or retry in ms
  settle: `
local P, conv, id, what = KEYS[1], ARGV[2], ARGV[3], ARGV[5]
local list = P .. 'out:' .. conv
local known = redis.call('HMGET', P .. 'c:' .. conv, 'out-lease', 'out-channel')
if known[1] ~= token(ARGV[4], id) then return false end
local d
if what == 'retry' then
  d = head(list)
  d[6] = time() + ARGV[6]
  redis.call('LSET', list, 0, cmsgpack.pack(d))
else
  local settled
  d, settled = shift(list)
  count(P, 'deliveries', -1)
  if what == 'dead' then
    local letter, dead = cmsgpack.unpack(settled), conv .. '.' .. id
    redis.call('HSET', P .. 'dead:' .. dead, 'channel', letter[2], 'by', letter[3], 'code', ARGV[6], 'sealed', letter[7])
    redis.call('ZADD', P .. 'dead', time(), dead)
    redis.call('SADD', P .. 'out-ids:' .. conv, id)
  end
end
offer_outbox(P, conv, known[2], d)
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
local known = redis.call('HMGET', P .. 'c:' .. conv, 'out-lease', 'out-channel')
local out = (known[1] or '') ~= '' and redis.call('LPOP', list)
local letter = { id, d[1], d[2], now, 0, 0, d[3] }
redis.call('LPUSH', list, cmsgpack.pack(letter))
count(P, 'deliveries', 1)
redis.call('DEL', P .. 'dead:' .. dead)
redis.call('ZREM', P .. 'dead', dead)
redis.call('SREM', P .. 'out-ids:' .. conv, id)
if out then redis.call('LPUSH', list, out) else offer_outbox(P, conv, known[2], letter) end
return true`,
} as const;
