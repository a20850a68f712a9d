-- One connection of the hub: what waits for it, what it says, and the bytes that it holds.

local cjson = require("cjson.safe").new()
cjson.decode_max_depth(64)
cjson.decode_invalid_numbers(false)

local MESSAGE_BYTES = 65536      -- of a client; longer: 1009
local QUEUE, QUEUE_BYTES = 512, 1048576 -- that wait for one subscriber; more: 1013
local ANSWERS, ANSWER_BYTES = 64, 32768 -- that wait for a client before its next message is read
local HELD_BYTES = 50331648      -- answers and fragments of all connections together; more: the connection with the most of them is ended

local connection = {
  all = {},  -- those that are open, as a set: the hub adds and removes them
  held = 0,  -- bytes of the answers that wait and of the fragments that were received
  cut = 0,   -- connections that were too slow
}

local WORDS = {
  json = { en = "The message is not valid JSON.", ["pt-BR"] = "A mensagem não é um JSON válido." },
  text = { en = "Messages must be text.", ["pt-BR"] = "As mensagens devem ser texto." },
  kind = { en = "Only pings are accepted here.", ["pt-BR"] = "Aqui só são aceitos pings." },
}

-- An error in the one form of the product.
local function fault(c, word)
  return cjson.encode({ error = {
    code = "INVALID_PAYLOAD", message = WORDS[word][c.language] or WORDS[word].en, details = {},
    request_id = c.request_id, timestamp = os.date("!%Y-%m-%dT%H:%M:%SZ") } })
end

-- Ends a connection; the code is for a WebSocket.
function connection.finish(c, code, reason)
  if c.over then return end
  c.over, c.code, c.reason = true, code, reason
  c.wake:post(1)
end

-- Accounts for bytes that exist for this connection alone; an event is one text for all its subscribers.
local function hold(c, bytes)
  c.held = c.held + bytes
  connection.held = connection.held + bytes
  if connection.held <= HELD_BYTES then return end
  local largest
  for each in pairs(connection.all) do
    if not each.over and (not largest or each.held > largest.held) then largest = each end
  end
  if not largest then return end
  -- What it holds is garbage from now on, so that the next call does not search again.
  connection.held, largest.held = connection.held - largest.held, 0
  largest.queue, largest.first, largest.last, largest.bytes = {}, 1, 0, 0
  connection.cut = connection.cut + 1
  connection.finish(largest, 1013, "too slow")
end

function connection.release(c, bytes)
  bytes = math.min(bytes, c.held)
  c.held = c.held - bytes
  connection.held = connection.held - bytes
end

-- Puts a message (a text, an event or the answer to a ping frame) after those that wait.
function connection.push(c, message, bytes)
  if c.over then return end
  if c.last - c.first + 1 >= QUEUE or c.bytes + bytes > QUEUE_BYTES then
    connection.cut = connection.cut + 1
    return connection.finish(c, 1013, "too slow")
  end
  c.last = c.last + 1
  c.queue[c.last] = message
  c.bytes = c.bytes + bytes
  c.wake:post(1)
  if not message.id then hold(c, bytes) end
end

-- Takes out the first that waits; also gives its bytes.
function connection.pull(c)
  local message = c.queue[c.first]
  c.queue[c.first] = nil
  c.first = c.first + 1
  local bytes = type(message) == "string" and #message or #(message.text or message.pong)
  c.bytes = c.bytes - bytes
  return message, bytes
end

-- --- What is received.

local function is_utf8(text) return ngx.re.find(text, "", "ju") ~= nil end

-- Reads messages until the connection ends: whole ones, their fragments joined; control frames are answered.
function connection.receive(c, answer)
  local parts, bytes, kind = {}, 0, nil
  while not c.over do
    local data, opcode, reason = c.socket:recv_frame()
    if not data then
      reason = tostring(reason)
      if reason:find("timeout", 1, true) then return connection.finish(c, 4408, "silent") end
      if reason:find("max payload", 1, true) then return connection.finish(c, 1009, "the message is too long") end
      return connection.finish(c)
    elseif opcode == "close" then return connection.finish(c, 1000, "")
    elseif opcode == "ping" then connection.push(c, { pong = data }, #data)
    elseif opcode ~= "pong" then
      if (opcode == "continuation") ~= (kind ~= nil) then return connection.finish(c, 1002, "a fragment of nothing") end
      kind = kind or opcode
      parts[#parts + 1] = data
      bytes = bytes + #data
      hold(c, #data)
      if bytes > MESSAGE_BYTES or #parts > 1000 then return connection.finish(c, 1009, "the message is too long") end
      if reason ~= "again" then
        local text = table.concat(parts)
        connection.release(c, bytes)
        if kind == "text" and not is_utf8(text) then return connection.finish(c, 1007, "text is UTF-8") end
        local said = kind == "text" and answer(c, text) or fault(c, "text")
        connection.push(c, said, #said)
        data, text, said, parts, bytes, kind = nil, nil, nil, {}, 0, nil
        while (c.last - c.first >= ANSWERS or c.bytes > ANSWER_BYTES) and not c.over do c.room:wait(1) end
      end
    end
  end
end

local function is_ping(value) return type(value) == "table" and value.type == "ping" end

-- The client's own text is given back, not what a parser made of it.
function connection.echoed(c, text)
  local value = cjson.decode(text)
  if value == nil then return fault(c, "json") end
  return is_ping(value) and '{"type":"pong"}' or '{"echo":' .. text .. "}"
end

function connection.listened(c, text)
  local value = cjson.decode(text)
  if value == nil then return fault(c, "json") end
  return is_ping(value) and '{"type":"pong"}' or fault(c, "kind")
end

return connection
