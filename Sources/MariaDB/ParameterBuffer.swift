internal import CMariaDB

/// The values of one execution in the library's form; kept by a session and used again and again.
@safe final class ParameterBuffer {
    /// Memory that is kept between executions, in bytes; what a larger statement needed is given back by the next.
    private static let keptBytes = 64 * 1024

    private var binds: UnsafeMutableBufferPointer<MYSQL_BIND>
    private var bytes: UnsafeMutableRawBufferPointer

    init() {
        unsafe binds = .allocate(capacity: 32)
        unsafe bytes = .allocate(byteCount: 4096, alignment: 16)
    }

    deinit {
        unsafe binds.deallocate()
        unsafe bytes.deallocate()
    }

    /// Copies the values in and binds them to a prepared statement of as many placeholders; valid until the next call.
    ///
    /// - Throws: ``DatabaseError/Code/unencodable`` for a date outside the years 0 through 9999.
    func bind(_ values: [SQLValue], to statement: Statement) throws(DatabaseError) {
        precondition(values.count == statement.parameterCount, "a literal holds a ? that is no value's")
        reserve(values)
        var used = 0
        for (index, value) in values.enumerated() {
            var bind = unsafe MYSQL_BIND()
            switch value {
            case .null:
                unsafe bind.buffer_type = MYSQL_TYPE_NULL
            case .integer(let number):
                unsafe bytes.storeBytes(of: number, toByteOffset: used, as: Int64.self)
                unsafe bind.buffer_type = MYSQL_TYPE_LONGLONG
                unsafe bind.buffer = place(used)
                used += 8
            case .instant(let date):
                guard let time = CivilTime.time(of: date) else { throw DatabaseError(.unencodable) }
                unsafe bytes.storeBytes(of: time, toByteOffset: used, as: MYSQL_TIME.self)
                unsafe bind.buffer_type = MYSQL_TYPE_DATETIME
                unsafe bind.buffer = place(used)
                used += MemoryLayout<MYSQL_TIME>.stride
            case .text(var text):
                unsafe bind.buffer_type = MYSQL_TYPE_STRING
                unsafe bind.buffer = place(used)
                unsafe bind.buffer_length = text.withUTF8 { unsafe copy($0, at: &used) }
            case .bytes(let octets):
                unsafe bind.buffer_type = MYSQL_TYPE_BLOB
                unsafe bind.buffer = place(used)
                unsafe bind.buffer_length = octets.withUnsafeBufferPointer { unsafe copy($0, at: &used) }
            }
            unsafe binds[index] = bind
        }
        guard !values.isEmpty else { return }
        guard unsafe mysql_stmt_bind_param(statement.handle, binds.baseAddress) == 0 else { throw statement.error() }
    }

    private func reserve(_ values: [SQLValue]) {
        if unsafe values.count > binds.count {
            unsafe binds.deallocate()
            unsafe binds = .allocate(capacity: values.count)
        }
        var needed = 16
        for value in values {
            switch value {
            case .null: break
            case .integer: needed += 8
            case .instant: needed += MemoryLayout<MYSQL_TIME>.stride
            case .text(let text): needed += padded(text.utf8.count)
            case .bytes(let octets): needed += padded(octets.count)
            }
        }
        if unsafe needed > bytes.count || bytes.count > Self.keptBytes {
            unsafe bytes.deallocate()
            unsafe bytes = .allocate(byteCount: max(needed, 4096), alignment: 16)
        }
    }

    private func place(_ offset: Int) -> UnsafeMutableRawPointer? {
        unsafe bytes.baseAddress.map { unsafe $0 + offset }
    }

    private func copy(_ source: UnsafeBufferPointer<UInt8>, at offset: inout Int) -> UInt {
        if let base = source.baseAddress {
            unsafe place(offset)?.copyMemory(from: base, byteCount: source.count)
        }
        offset += padded(source.count)
        return UInt(source.count)
    }

    private func padded(_ count: Int) -> Int { (count + 7) & ~7 }
}
