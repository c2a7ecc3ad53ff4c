import WickDomain

extension DumpFields {
    /// A decimal above zero.
    func positive(_ position: Int, _ column: DumpColumn, scale: Int) throws(DumpFault) -> Int64 {
        let text = self[position]
        let value: Int64
        do {
            value = try DecimalText.parse(text, scale: scale)
        } catch {
            throw .value(column: column, reason: error.description)
        }
        guard value > 0 else {
            let error = DomainError.notPositive(text: DecimalText.printable(text))
            throw .value(column: column, reason: error.description)
        }
        return value
    }

    /// A decimal above zero, as large as a quantity may be.
    func quantity(_ position: Int) throws(DumpFault) -> Quantity {
        let quantity = Quantity(raw: try sum(position, .quantity, scale: Quantity.scale))
        if quantity > .zero, quantity <= .maximum { return quantity }
        let text = DecimalText.printable(self[position])
        let error = quantity > .zero ? DomainError.overflow(text: text) : .notPositive(text: text)
        throw .value(column: .quantity, reason: error.description)
    }

    /// A decimal of 0 or more, for sums.
    func sum(_ position: Int, _ column: DumpColumn, scale: Int) throws(DumpFault) -> Int128 {
        let text = self[position]
        let value: Int128
        do {
            value = try DecimalText.parseWide(text, scale: scale)
        } catch {
            throw .value(column: column, reason: error.description)
        }
        guard value >= 0 else {
            throw .value(column: column, reason: "'\(DecimalText.printable(text))' is below zero")
        }
        return value
    }

    /// A whole number of 0 or more: an id or a count.
    func count(_ position: Int, _ column: DumpColumn) throws(DumpFault) -> UInt64 {
        let text = self[position]
        var value: UInt64 = 0
        var isValid = !text.isEmpty
        for byte in text {
            let digit = byte &- UInt8(ascii: "0")
            let (product, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = product.addingReportingOverflow(UInt64(digit))
            isValid = isValid && digit <= 9 && !first && !second
            value = sum
        }
        guard isValid else {
            let shown = DecimalText.printable(text)
            throw .value(column: column, reason: "'\(shown)' is not a whole number from 0 to \(UInt64.max)")
        }
        return value
    }

    /// As `count(_:_:)`, for counts, which no dump has beyond 2^31.
    func smallCount(_ position: Int, _ column: DumpColumn) throws(DumpFault) -> Int {
        guard let value = Int32(exactly: try count(position, column)) else {
            throw .value(column: column, reason: "'\(DecimalText.printable(self[position]))' is out of range")
        }
        return Int(value)
    }

    /// True or False, in any case, as Binance's files have had it.
    func flag(_ position: Int, _ column: DumpColumn) throws(DumpFault) -> Bool {
        let text = self[position]
        if Self.spells(text, "true") { return true }
        if Self.spells(text, "false") { return false }
        throw .value(column: column, reason: "'\(DecimalText.printable(text))' is neither true nor false")
    }

    @inline(__always)
    private static func spells(_ text: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        guard text.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<text.count where text[index] | 0x20 != word.utf8Start[index] { return false }
        return true
    }
}
