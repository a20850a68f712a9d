-- WebSocket connections and event streams, in one nginx worker. The framing is the packaged lua-nginx-websocket.
--
-- The hub knows neither tokens nor permissions: the program has admitted each subscriber, and said in the address of its internal
-- redirect who it is, what it may hear, from which event on, and until when. What happened before it came is asked of the program,
-- which reads it from the log; from then on events come from the publisher. Ids rise, so a subscriber that remembers the last one it
-- sent knows what is new: nothing is lost, doubled or turned round between the two.
--
-- A connection ends with its access token, and when the program no longer vouches for its session: that is asked for all of them
-- every CHECK_S seconds, and a connection that was not vouched for in UNCHECKED_S seconds is ended, too.

local websocket = require "nginx.websocket.server"
local semaphore = require "ngx.semaphore"
local cjson = require "cjson.safe"
local connection = require "connection"
local finish, release, push = connection.finish, connection.release, connection.push

local FRAME_BYTES = 262144       -- the library has one limit for both ways, and events may be longer
local CONNECTIONS = 8000         -- more: 503
local CONNECTIONS_OF_USER = 20   -- more: 429
local PING_S = 20
local SILENT_S = 50              -- a socket from which nothing came, not even the answer to a ping, for so long: 4408
local SEND_S = 10                -- a frame that does not leave in this time ends its connection
local CHECK_S, UNCHECKED_S = 15, 45
local BEHIND_S = 5               -- the log that a connection catches up with may be behind what was published for so long

local hub = {}
local connections, count = connection.all, 0
local count_of = {}              -- user → number of connections
local listeners = {}             -- channel → set of connections
local newest                     -- the last event that was published here; nil until there was one
local sent = 0

-- --- The program.

-- Asks the program through the other server of this nginx; gives the answer's content, or nothing and a reason.
local function ask(method, path, content)
  local socket = ngx.socket.tcp()
  socket:settimeouts(2000, 5000, 12000)
  local ok, reason = socket:connect(hub.program)
  if not ok then return nil, reason end
  ok, reason = socket:send({ method, " ", path, " HTTP/1.0\r\nHost: hub\r\nContent-Length: ", tostring(#content), "\r\n\r\n", content })
  if not ok then return nil, reason end
  local head
  head, reason = socket:receiveuntil("\r\n\r\n")()
  if not head then return nil, reason end
  local status = head:match("^HTTP/1%.%d (%d+)")
  local text
  text, reason = socket:receive("*a")
  socket:close()
  if status ~= "200" then return nil, "status " .. tostring(status) end
  local announced = head:lower():match("\ncontent%-length: *(%d+)")
  if not text or (announced and #text ~= tonumber(announced)) then return nil, reason or "the answer is cut" end
  return text
end

-- Whether a session still counts, for all connections at once.
local function check(premature)
  if premature or count == 0 then return end
  local asked, sessions, lines = ngx.now(), {}, {}
  for c in pairs(connections) do
    if not sessions[c.session] then
      sessions[c.session] = true
      lines[#lines + 1] = c.session
    end
  end
  local standing = {}
  for start = 1, #lines, 10000 do
    local text, reason = ask("POST", "/_hub/sessions", table.concat(lines, "\n", start, math.min(start + 9999, #lines)) .. "\n")
    if not text then
      ngx.log(ngx.WARN, "sessions could not be checked: ", reason)
      standing = nil
      break
    end
    for session, user, channels in text:gmatch("(%S+) (%S+) (%S+)\n") do
      standing[session] = { user = user, channels = "," .. channels .. "," }
    end
  end
  for c in pairs(connections) do
    if standing and c.since < asked then
      local found = standing[c.session]
      if not found or found.user ~= c.user then
        finish(c, 4401, "the session is over")
      else
        c.checked = asked
        for _, channel in ipairs(c.channels) do
          if not found.channels:find("," .. channel .. ",", 1, true) then finish(c, 4403, "the permission is gone") end
        end
      end
    end
    if ngx.now() - c.checked > UNCHECKED_S then finish(c, 1013, "the session could not be checked") end
  end
end

function hub.start()
  -- Long messages are garbage soon: the heap is to grow by a quarter before they are collected, not to twice its size.
  collectgarbage("setpause", 125)
  ngx.timer.every(CHECK_S, check)
end

-- --- What is sent.

local function send(c, message)
  sent = sent + 1
  if c.socket then
    if type(message) == "string" then return c.socket:send_text(message) end
    if message.pong then return c.socket:send_pong(message.pong) end
    return c.socket:send_text(message.text)
  end
  return ngx.print("id: ", message.id, "\ndata: ", message.text, "\n\n") and ngx.flush(true)
end

local function send_event(c, message)
  if message.id <= c.after then return true end
  c.after = message.id
  return send(c, message)
end

-- Sends what the log has after the last event that was sent; false when the connection must end.
local function catch_up(c)
  local more
  repeat
    local text, reason = ask("GET", "/_hub/backlog?after=" .. c.after .. "&channels=" .. table.concat(c.channels, ","), "")
    local word, upto = (text or ""):match("^(%a+) (%S+)\n")
    if not word then
      ngx.log(ngx.WARN, "the backlog could not be read: ", reason or text)
      finish(c, 1013, "try again")
      return false
    end
    for id, event in text:gmatch("\n(%S+) %S+ ([^\n]*)") do
      if c.over or not send_event(c, { id = id, text = event }) then return false end
    end
    if upto > c.after then c.after = upto end
    more = word == "more"
  until not more or c.over
  return not c.over
end

local function replay(c)
  -- Whoever heard the newest has missed nothing; what is in the log and not published yet will come.
  if newest and c.after >= newest then
    c.is_live = true
    return true
  end
  if not catch_up(c) then return false end
  -- What is published from here on waits in the queue; what was published before is in the log.
  c.is_live = true
  local published, waited = newest, 0
  if not catch_up(c) then return false end
  -- The program may read a node of a cluster that has not yet written what another has shown to the publisher.
  while published and c.after < published do
    if waited >= BEHIND_S then
      finish(c, 1013, "try again")
      return false
    end
    ngx.sleep(0.1)
    waited = waited + 0.1
    if c.over or not catch_up(c) then return false end
  end
  return true
end

-- --- A connection's life.

local function refuse(status)
  ngx.status = status
  ngx.header["Content-Length"] = 0
  return ngx.exit(status)
end

-- Opens the answer: a socket, or a stream; false when it cannot be.
local function open(c)
  if ngx.var.http_upgrade then
    c.socket = websocket:new({ max_payload_len = FRAME_BYTES })
    if not c.socket then
      if not ngx.headers_sent then ngx.status = 400 end
      return false
    end
    c.socket.sock:settimeouts(1000 * SEND_S, 1000 * SEND_S, 1000 * SILENT_S)
    return true
  end
  ngx.header["Content-Type"] = "text/event-stream; charset=utf-8"
  ngx.header["Cache-Control"] = "no-store"
  -- An id without data is remembered by a browser and not shown to the page: it comes again with that, even before the first event.
  return ngx.print("retry: 2000\nid: ", c.after, "\n\n") and ngx.flush(true)
end

-- Sends what waits, keeps the line alive, and ends it in time.
local function run(c)
  while not c.over do
    local left = c.ends - ngx.now()
    if left <= 0 then return finish(c, 4401, "the token has expired") end
    if c.first > c.last then
      -- A wait of less than a millisecond returns immediately without yielding, and ngx.now() never changes until something yields.
      local woken = c.wake:wait(math.min(PING_S, math.max(left, 0.01)))
      if not woken and not c.over and left > PING_S then
        local ok
        if c.socket then ok = c.socket:send_ping("") else ok = ngx.print(":\n\n") and ngx.flush(true) end
        if not ok then return finish(c) end
      end
    else
      local message, bytes = connection.pull(c)
      if c.room:count() < 0 then c.room:post(1) end
      local deliver = type(message) == "table" and message.id and send_event or send
      if not deliver(c, message) then return finish(c) end
      -- A message that is being sent is held, too.
      if not message.id then release(c, bytes) end
    end
  end
end

local function serve(answer)
  local said = ngx.req.get_uri_args()
  local c = {
    user = said.user, session = said.session, language = said.language, ends = tonumber(said["until"]), after = said.after or "",
    request_id = ngx.var.http_x_request_id, channels = {}, since = ngx.now(), checked = ngx.now(),
    queue = {}, first = 1, last = 0, bytes = 0, held = 0, wake = semaphore.new(0),
    room = semaphore.new(0),
  }
  if not (c.user and c.session and c.ends) then return refuse(400) end
  if count >= CONNECTIONS then return refuse(503) end
  if (count_of[c.user] or 0) >= CONNECTIONS_OF_USER then return refuse(429) end
  if ngx.req.get_method() == "HEAD" then
    ngx.header["Content-Type"] = "text/event-stream; charset=utf-8"
    ngx.header["Cache-Control"] = "no-store"
    return ngx.exit(200)
  end
  -- Without it a client that goes away would end this very thread, and nothing would clear up.
  ngx.on_abort(function() finish(c) end)
  connections[c], count = true, count + 1
  count_of[c.user] = (count_of[c.user] or 0) + 1
  for channel in (said.channels or ""):gmatch("[^,]+") do
    c.channels[#c.channels + 1] = channel
    listeners[channel] = listeners[channel] or {}
    listeners[channel][c] = true
  end

  local reader
  if open(c) then
    if c.socket then reader = ngx.thread.spawn(connection.receive, c, answer) end
    if #c.channels == 0 or replay(c) then run(c) end
  end

  c.over = true
  connections[c], count = nil, count - 1
  count_of[c.user] = count_of[c.user] > 1 and count_of[c.user] - 1 or nil
  for _, channel in ipairs(c.channels) do
    listeners[channel][c] = nil
    if not next(listeners[channel]) then listeners[channel] = nil end
  end
  if c.socket and c.code then c.socket:send_close(c.code, c.reason) end
  if reader then ngx.thread.kill(reader) end
  release(c, c.held)
  c.queue = {}
end

function hub.echo() return serve(connection.echoed) end
function hub.events() return serve(connection.listened) end

-- --- The publisher.

-- Takes lines `ID CHANNEL EVENT`, in the order of their ids; what came before is dropped.
function hub.publish()
  ngx.req.read_body()
  local lines = ngx.req.get_body_data()
  if not lines then return refuse(400) end
  for id, channel, text in lines:gmatch("(%S+) (%S+) ([^\n]*)\n") do
    if not newest or id > newest then
      newest = id
      local message = { id = id, text = text }
      for c in pairs(listeners[channel] or {}) do
        if c.is_live and not c.over then push(c, message, #text) end
      end
    end
  end
  ngx.header["Content-Type"] = "application/json"
  ngx.say('{"connections":', count, "}")
end

function hub.status()
  ngx.header["Content-Type"] = "application/json"
  ngx.say(cjson.encode({ connections = count, sent = sent, cut = connection.cut, newest = newest or cjson.null, held_bytes = connection.held,
    lua_bytes = math.floor(collectgarbage("count") * 1024) }))
end

return hub
