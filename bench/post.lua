-- Load for wrk: posts one body to one path. Arguments: file of the body, bearer token, number of users. `{n}` in path and body counts
-- the users round. Ends with one line of JSON, which load.ts reads.
local requests = {}
local at = 0

function init(args)
  local file = assert(io.open(args[1], 'rb'))
  local body = file:read('*a')
  file:close()
  local headers = { ['Content-Type'] = 'application/json' }
  if args[2] ~= '-' then headers['Authorization'] = 'Bearer ' .. args[2] end
  local users = tonumber(args[3])
  for user = 1, users do
    local text = tostring(user - 1)
    requests[user] = wrk.format('POST', (wrk.path:gsub('%%7Bn%%7D', text)), headers, (body:gsub('{n}', text)))
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  io.write(string.format('{"requests":%d,"seconds":%.6f,"failed":%d,"p50Ms":%.3f,"p99Ms":%.3f}\n',
    summary.requests, summary.duration / 1e6, failed, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
