/** Scripts of a conversation's logs and of the small records; what they share is in redis-scripts.ts. */
export const LOG_SCRIPTS = {
  // now, conversation, log, id, sealed
  append: `
local P, conv, log, id = KEYS[1], ARGV[2], ARGV[3], ARGV[4]
local c, ending = P .. 'c:' .. conv, 'end:' .. log
local known = redis.call('HMGET', c, 'key', ending)
if not known[1] then return refuse('the conversation has no key yet: call keyOf first') end
local ended = tonumber(known[2] or 0)
local last, at = write_lines(P, conv, log, ended, { id, ARGV[5] }, time())
if last > ended then
  redis.call('HSET', c, ending, last)
  if log == 'transcript' and has_open_handoff(P, conv) then revise(P) end
end
return at[id]`,

  // now, conversation, log, after, limit
  read: `
local ids, lines = KEYS[1] .. 'log:' .. ARGV[3] .. ':' .. ARGV[2], KEYS[1] .. 'lines:' .. ARGV[3] .. ':' .. ARGV[2]
local found = redis.call('ZRANGEBYSCORE', ids, '(' .. ARGV[4], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[5])
local read = {}
for i = 1, #found, 2 do
  local line = cmsgpack.unpack(redis.call('HGET', lines, found[i]))
  table.insert(read, { tonumber(found[i + 1]), line[1], line[2] })
end
return read`,

  // now, kind, id
  record: `
local packed = redis.call('HGET', KEYS[1] .. 'records:' .. ARGV[2], ARGV[3])
local record = packed and cmsgpack.unpack(packed)
return record and (record[1] == 0 or record[1] > time()) and record[2]`,

  // now, kind
  records: `
local found, now = {}, time()
local all = redis.call('HGETALL', KEYS[1] .. 'records:' .. ARGV[2])
for i = 1, #all, 2 do
  local record = cmsgpack.unpack(all[i + 1])
  if record[1] == 0 or record[1] > now then table.insert(found, { all[i], record[2] }) end
end
return found`,

  // now, kind, id, sealed, only if absent ('1'), expires at (0: never). Ten past their time go with each new one.
  putRecord: `
local now = time()
local records, expiring = KEYS[1] .. 'records:' .. ARGV[2], KEYS[1] .. 'expiring:' .. ARGV[2]
local packed = redis.call('HGET', records, ARGV[3])
if ARGV[5] == '1' and packed then
  local until_ = cmsgpack.unpack(packed)[1]
  if until_ == 0 or until_ > now then return false end
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', expiring, '-inf', now, 'LIMIT', 0, 10)) do
  redis.call('HDEL', records, id)
  redis.call('ZREM', expiring, id)
end
redis.call('HSET', records, ARGV[3], cmsgpack.pack({ tonumber(ARGV[6]), ARGV[4] }))
if ARGV[6] == '0' then redis.call('ZREM', expiring, ARGV[3]) else redis.call('ZADD', expiring, ARGV[6], ARGV[3]) end
return true`,

  // now, kind, id
  deleteRecord: `
redis.call('HDEL', KEYS[1] .. 'records:' .. ARGV[2], ARGV[3])
redis.call('ZREM', KEYS[1] .. 'expiring:' .. ARGV[2], ARGV[3])
return true`,
} as const;
