-- Load for wrk: GET of each line of BENCH_PATHS in turn, with BENCH_TOKEN as Bearer when there is one.
-- The requests are built once; a request then costs an index.
local requests, at = {}, 0

function init(args)
  local headers = { ["Host"] = "localhost" }
  local token = os.getenv("BENCH_TOKEN")
  if token and token ~= "" then headers["Authorization"] = "Bearer " .. token end
  for path in io.lines(os.getenv("BENCH_PATHS")) do
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

dofile(os.getenv("BENCH_REPORT"))
