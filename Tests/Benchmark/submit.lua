-- Load for wrk: the public form with a PDF of BENCH_FILE_BYTES. The request is built once; for each submission only the
-- ten digits of its e-mail address are written over in place, so that 4.9 MB cost the client one copy and no building.
local ffi = require("ffi")
local threads, sent, whole, digits = 0, 0, nil, nil

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
  local body = field("first_name", "Ana") .. field("last_name", "Souza") .. field("email", address)
    .. "--" .. boundary .. '\r\nContent-Disposition: form-data; name="resume"; filename="cv.pdf"\r\n'
    .. "Content-Type: application/pdf\r\n\r\n" .. ("%PDF-1.7\n" .. noise:rep(math.ceil(bytes / 4096))):sub(1, bytes)
    .. "\r\n--" .. boundary .. "--\r\n"
  whole = wrk.format("POST", "/api/v1/leads", {
    ["Host"] = "localhost", ["Content-Type"] = "multipart/form-data; boundary=" .. boundary }, body)
  local first = whole:find("0000000000@bench.example", 1, true)
  digits = ffi.cast("char *", whole) + first - 1
end

function request()
  sent = sent + 1
  local left = sent
  for at = 9, 0, -1 do
    digits[at] = 48 + left % 10
    left = math.floor(left / 10)
  end
  return whole
end

dofile(os.getenv("BENCH_REPORT"))
