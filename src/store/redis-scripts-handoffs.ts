import { HOLD } from './redis-scripts-inbox.js';

/** Scripts of handoffs; what they share is in redis-scripts.ts. */
const ROW = `
local function row(P, id)
  local h = redis.call('HMGET', P .. 'h:' .. id, 'conversation', 'state', 'risk', 'openedAt', 'acceptedAt', 'closedAt', 'holder', 'outcome', 'sealed')
  if not h[1] then return false end
  return { id, h[1], redis.call('HGET', P .. 'c:' .. h[1], 'key'), h[2], h[3], h[4], h[5], h[6], h[7], h[8], h[9] }
end
`;

export const HANDOFF_SCRIPTS = {
  // now, limit, name of the sorted set
  handoffs: `${ROW}
local limit, found = tonumber(ARGV[2]), {}
for _, P in ipairs(KEYS) do
  local ids = redis.call('ZRANGE', P .. ARGV[3], 0, limit - 1, 'WITHSCORES')
  for i = 1, #ids, 2 do table.insert(found, { tonumber(ids[i + 1]), ids[i], P }) end
end
table.sort(found, function(a, b) return a[1] < b[1] or (a[1] == b[1] and a[2] < b[2]) end)
local rows = {}
for i = 1, math.min(limit, #found) do rows[i] = row(found[i][3], found[i][2]) end
return rows`,

  // now, id
  handoff: `${ROW}
for _, P in ipairs(KEYS) do
  local found = row(P, ARGV[2])
  if found then return found end
end
return false`,

  // now, id, counsellor, conversation, dedupe, sealed, lease in ms (empty: not to be claimed)
  take: `${HOLD}
local P, h = KEYS[1], KEYS[1] .. 'h:' .. ARGV[2]
local known = redis.call('HMGET', h, 'conversation', 'closedAt', 'holder')
if known[1] ~= ARGV[4] or known[2] then return { 'closed', '' } end
if known[3] == ARGV[3] then return { 'taken', '' } end
if known[3] then return { 'held', known[3] } end
local now = time()
redis.call('HSET', h, 'state', 'accepted', 'holder', ARGV[3], 'acceptedAt', whole(now))
revise(P)
if not fresh(P, ARGV[5]) then return { 'taken', '' } end
return { 'taken', put(P, ARGV[4], now, ARGV[6], ARGV[7]) }`,

  // now, id, counsellor, conversation, dedupe, sealed
  giveBack: `
local P, h = KEYS[1], KEYS[1] .. 'h:' .. ARGV[2]
local known = redis.call('HMGET', h, 'conversation', 'closedAt', 'holder')
if known[1] ~= ARGV[4] or known[2] or known[3] ~= ARGV[3] then return false end
redis.call('HSET', h, 'state', 'queued')
redis.call('HDEL', h, 'holder', 'acceptedAt')
if fresh(P, ARGV[5]) then enqueue(P, ARGV[4], time(), ARGV[6]) end
revise(P)
return true`,

  // now; the sum over the partitions
  revision: `
local sum = 0
for _, P in ipairs(KEYS) do sum = sum + (redis.call('HGET', P .. 'n', 'revision') or 0) end
return sum`,

  // now
  depths: `
local inbox, outbox, oldest, open, dead = 0, 0, nil, 0, 0
for _, P in ipairs(KEYS) do
  local n = redis.call('HMGET', P .. 'n', 'events', 'deliveries')
  inbox, outbox = inbox + (n[1] or 0), outbox + (n[2] or 0)
  open, dead = open + redis.call('ZCARD', P .. 'handoffs:open'), dead + redis.call('ZCARD', P .. 'dead')
  local first = tonumber(redis.call('ZRANGE', P .. 'inbox:all', 0, 0, 'WITHSCORES')[2])
  if first and (not oldest or first < oldest) then oldest = first end
end
return { inbox, outbox, oldest or false, open, dead }`,
} as const;
