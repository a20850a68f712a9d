internal import CMariaDB
internal import Glibc

/// Where the rows of one prepared statement arrive: memory for one row, bound once.
@safe final class ResultBuffer {
    /// The type of a column's bound memory.
    enum Kind { case integer, unsignedInteger, decimal, text, moment, day }

    /// The longest text or bytes that have memory of their own, in bytes; longer values are fetched again when read.
    static let boundBytes: UInt = 256
    /// Memory for long values that is kept between rows, in bytes.
    static let keptBytes = 64 * 1024

    struct Slot {
        var kind: Kind
        var hasFraction: Bool
        var offset: Int
        var capacity: UInt
        var nameOffset: Int
        var nameCount: Int
    }

    private let handle: UnsafeMutablePointer<MYSQL_STMT>
    private let slots: [Slot]
    private let names: UnsafeMutablePointer<UInt8>
    private let memory: UnsafeMutableRawPointer
    private let lengths: UnsafeMutablePointer<UInt>
    private let nulls: UnsafeMutablePointer<my_bool>
    private var long: UnsafeMutableRawBufferPointer
    private var nextIndex = 0

    /// Binds memory to a prepared statement whose answer has these columns.
    init(for handle: UnsafeMutablePointer<MYSQL_STMT>, fields: UnsafeBufferPointer<MYSQL_FIELD>) {
        unsafe self.handle = unsafe handle
        var slots: [Slot] = []
        var names: [UInt8] = []
        var size = 0
        for index in fields.indices {
            let field = unsafe fields[index]
            var slot = unsafe Self.slot(for: field)
            slot.offset = size
            slot.nameOffset = names.count
            slot.nameCount = unsafe Int(field.name_length)
            size += (Int(slot.capacity) + 7) & ~7
            unsafe names += UnsafeRawBufferPointer(start: field.name, count: Int(field.name_length))
            slots.append(slot)
        }
        self.slots = slots
        unsafe self.names = .allocate(capacity: max(names.count, 1))
        for (index, byte) in names.enumerated() { unsafe self.names[index] = byte }
        unsafe memory = .allocate(byteCount: max(size, 8), alignment: 16)
        unsafe lengths = .allocate(capacity: max(slots.count, 1))
        unsafe nulls = .allocate(capacity: max(slots.count, 1))
        unsafe long = .allocate(byteCount: 0, alignment: 1)
        unsafe lengths.initialize(repeating: 0, count: slots.count)
        unsafe nulls.initialize(repeating: 0, count: slots.count)
    }

    deinit {
        unsafe names.deallocate()
        unsafe memory.deallocate()
        unsafe lengths.deallocate()
        unsafe nulls.deallocate()
        unsafe long.deallocate()
    }

    var columnCount: Int { slots.count }

    /// Binds the buffers that receive each row.
    func bind() -> Bool {
        unsafe withUnsafeTemporaryAllocation(of: MYSQL_BIND.self, capacity: slots.count) { binds in
            for index in slots.indices {
                var bind = unsafe MYSQL_BIND()
                unsafe bind.buffer = memory + slots[index].offset
                unsafe bind.buffer_length = slots[index].capacity
                unsafe bind.length = lengths + index
                unsafe bind.is_null = nulls + index
                switch slots[index].kind {
                case .integer: unsafe bind.buffer_type = MYSQL_TYPE_LONGLONG
                case .unsignedInteger:
                    unsafe bind.buffer_type = MYSQL_TYPE_LONGLONG
                    unsafe bind.is_unsigned = 1
                case .moment, .day: unsafe bind.buffer_type = MYSQL_TYPE_DATETIME
                case .decimal, .text: unsafe bind.buffer_type = MYSQL_TYPE_STRING
                }
                unsafe binds[index] = bind
            }
            return unsafe mysql_stmt_bind_result(handle, binds.baseAddress) == 0
        }
    }

    /// Gets ready for the row that has just arrived.
    func beginRow() { nextIndex = 0 }

    /// The index of a column: the next one when read in order, else by search.
    func index(of name: StaticString) -> Int? {
        var index = nextIndex
        for _ in slots.indices {
            if index == slots.count { index = 0 }
            if isName(name, at: index) {
                nextIndex = index + 1
                return index
            }
            index += 1
        }
        return nil
    }

    private func isName(_ name: StaticString, at index: Int) -> Bool {
        let slot = slots[index]
        guard name.utf8CodeUnitCount == slot.nameCount else { return false }
        return unsafe memcmp(name.utf8Start, names + slot.nameOffset, slot.nameCount) == 0
    }

    func name(at index: Int) -> String {
        let slot = slots[index]
        return unsafe String(
            decoding: UnsafeBufferPointer(start: names + slot.nameOffset, count: slot.nameCount), as: UTF8.self)
    }

    func kind(at index: Int) -> Kind { slots[index].kind }

    func hasFraction(at index: Int) -> Bool { slots[index].hasFraction }

    func isNull(at index: Int) -> Bool { unsafe nulls[index] != 0 }

    func integer(at index: Int) -> Int64 {
        unsafe memory.load(fromByteOffset: slots[index].offset, as: Int64.self)
    }

    func time(at index: Int) -> MYSQL_TIME {
        unsafe memory.load(fromByteOffset: slots[index].offset, as: MYSQL_TIME.self)
    }

    /// Lends the bytes of a text column; those of a long one come from the row once more.
    func withBytes<R, E: Error>(at index: Int, _ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        let count = unsafe Int(lengths[index])
        if unsafe lengths[index] <= slots[index].capacity {
            return try unsafe body(UnsafeRawBufferPointer(start: memory + slots[index].offset, count: count))
        }
        if unsafe long.count < count {
            unsafe long.deallocate()
            unsafe long = .allocate(byteCount: count, alignment: 8)
        }
        var bind = unsafe MYSQL_BIND()
        unsafe bind.buffer_type = MYSQL_TYPE_STRING
        unsafe bind.buffer = long.baseAddress
        unsafe bind.buffer_length = UInt(count)
        let isFetched = unsafe mysql_stmt_fetch_column(handle, &bind, UInt32(index), 0) == 0
        precondition(isFetched, "a column of the present row can be fetched again")
        defer {
            if count > Self.keptBytes {
                unsafe long.deallocate()
                unsafe long = .allocate(byteCount: 0, alignment: 1)
            }
        }
        return try unsafe body(UnsafeRawBufferPointer(rebasing: long.prefix(count)))
    }

    private static func slot(for field: MYSQL_FIELD) -> Slot {
        let isUnsigned = unsafe field.flags & UInt32(UNSIGNED_FLAG) != 0
        var slot = unsafe Slot(
            kind: .text, hasFraction: field.decimals > 0, offset: 0, capacity: min(max(field.length, 8), boundBytes),
            nameOffset: 0, nameCount: 0)
        switch unsafe field.type {
        case MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_INT24, MYSQL_TYPE_LONG, MYSQL_TYPE_LONGLONG, MYSQL_TYPE_YEAR:
            slot.kind = isUnsigned ? .unsignedInteger : .integer
            slot.capacity = 8
        case MYSQL_TYPE_DATETIME, MYSQL_TYPE_TIMESTAMP:
            slot.kind = .moment
            slot.capacity = UInt(MemoryLayout<MYSQL_TIME>.stride)
        case MYSQL_TYPE_DATE, MYSQL_TYPE_NEWDATE:
            slot.kind = .day
            slot.capacity = UInt(MemoryLayout<MYSQL_TIME>.stride)
        case MYSQL_TYPE_NEWDECIMAL, MYSQL_TYPE_DECIMAL:
            slot.kind = .decimal
        case MYSQL_TYPE_DOUBLE, MYSQL_TYPE_FLOAT, MYSQL_TYPE_TIME:
            slot.capacity = 64
        default:
            break
        }
        return slot
    }
}
