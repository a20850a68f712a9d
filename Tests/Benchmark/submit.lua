-- Load for wrk: the public form with a PDF of BENCH_FILE_BYTES. The request is built once; for each submission only the
-- ten digits of its e-mail address are written over in place, so that 4.9 MB cost the client one copy and no building.
--
-- After BENCH_SECONDS nothing more is sent, and bench ends wrk once what was sent is answered, so that what was acknowledged is known
-- to the last answer. BENCH_COUNTS is a file of four doubles that bench reads meanwhile: answers and connections made, the moments of
-- the first and of the latest, requests made.
local ffi = require("ffi")
ffi.cdef [[
  struct bench_moment { long seconds, nanoseconds; };
  int clock_gettime(int clock, struct bench_moment *moment);
  int open(const char *path, int flags, ...);
  void *mmap(void *address, size_t length, int protection, int flags, int file, long offset);
]]
local moment = ffi.new("struct bench_moment")
local seconds, counts = tonumber(os.getenv("BENCH_SECONDS")), nil
local threads, sent, whole, digits = 0, 0, nil, nil
-- The stamps of BENCH_STAMPS, one for each submission; none for those of a front end with BENCH_CLIENT_TOKEN.
local stamps, stamp = {}, nil

function setup(thread)
  thread:set("thread_number", threads)
  threads = threads + 1
end

function init(args)
  local boundary = "----bench7MA4YWxkTrZu0gW"
  local function field(name, value)
    return "--" .. boundary .. '\r\nContent-Disposition: form-data; name="' .. name .. '"\r\n\r\n' .. value .. "\r\n"
  end
  local address = string.format("b-%s-%d-0000000000@bench.example", os.getenv("BENCH_RUN"), thread_number)
  local line, bytes = {}, tonumber(os.getenv("BENCH_FILE_BYTES"))
  math.randomseed(1)
  for at = 1, 4096 do line[at] = string.char(math.random(0, 255)) end
  local noise = table.concat(line)
  for text in io.lines(os.getenv("BENCH_STAMPS")) do stamps[#stamps + 1] = text end
  local body = field("first_name", "Ana") .. field("last_name", "Souza") .. field("email", address)
  for name, value in os.getenv("BENCH_FIELDS"):gmatch("([^=&]+)=([^&]+)") do body = body .. field(name, value) end
  body = body
    .. (stamps[1] and field("stamp", stamps[1]) or "")
    .. "--" .. boundary .. '\r\nContent-Disposition: form-data; name="resume"; filename="cv.pdf"\r\n'
    .. "Content-Type: application/pdf\r\n\r\n" .. ("%PDF-1.7\n" .. noise:rep(math.ceil(bytes / 4096))):sub(1, bytes)
    .. "\r\n--" .. boundary .. "--\r\n"
  whole = wrk.format("POST", os.getenv("BENCH_TARGET"), {
    ["Host"] = "localhost", ["Content-Type"] = "multipart/form-data; boundary=" .. boundary,
    ["X-Client-Token"] = os.getenv("BENCH_CLIENT_TOKEN") }, body)
  local first = whole:find("0000000000@bench.example", 1, true)
  digits = ffi.cast("char *", whole) + first - 1
  if stamps[1] then stamp = ffi.cast("char *", whole) + whole:find(stamps[1], 1, true) - 1 end
  -- O_RDWR; PROT_READ and PROT_WRITE; MAP_SHARED
  counts = ffi.cast("double *", ffi.C.mmap(nil, 32, 3, 1, ffi.C.open(os.getenv("BENCH_COUNTS"), 2), 0))
end

-- wrk asks before each request of a connection how many milliseconds to wait: once when it is made, then after each answer.
function delay()
  ffi.C.clock_gettime(1, moment)
  local now = tonumber(moment.seconds) + tonumber(moment.nanoseconds) / 1e9
  if counts[0] == 0 then counts[1] = now end
  counts[0] = counts[0] + 1
  counts[2] = now
  return now - counts[1] < seconds and 0 or 3600000
end

function request()
  sent = sent + 1
  counts[3] = sent
  local left = sent
  for at = 9, 0, -1 do
    digits[at] = 48 + left % 10
    left = math.floor(left / 10)
  end
  if stamp then ffi.copy(stamp, stamps[sent] or stamps[#stamps], #stamps[1]) end
  return whole
end

dofile(os.getenv("BENCH_REPORT"))
