import GRDB

extension Store {
    /// Reads row by row and keeps what the receiver throws apart from what SQLite does.
    ///
    /// - Parameter rows: emits values until told to stop (false).
    func stream<Value>(
        _ doing: String, _ receive: (Value) throws -> Void,
        _ rows: (Database, (Value) -> Bool) throws -> Void
    ) throws {
        var failure: (any Error)?
        // Both closures live on this call's stack; the compiler cannot see that neither calls the other.
        try withoutActuallyEscaping(receive) { receive in
            try read(doing) { database in
                try rows(database) { value in
                    do {
                        try receive(value)
                        return true
                    } catch {
                        failure = error
                        return false
                    }
                }
            }
        }
        if let failure { throw failure }
    }
}
