import WickDomain

extension DumpFields {
    /// A decimal above zero.
    func positive(
        _ position: Int, _ column: DumpColumn, scale: Int, rounding: DecimalText.Rounding, _ isRounded: inout Bool
    ) throws(DumpFault) -> Int64 {
        let value = try decimal(position, column, scale: scale, rounding: rounding, &isRounded)
        guard value > 0 else {
            let error = DomainError.notPositive(text: DecimalText.printable(self[position]))
            throw .value(column: column, reason: error.description)
        }
        guard let narrow = Int64(exactly: value) else {
            let error = DomainError.overflow(text: DecimalText.printable(self[position]))
            throw .value(column: column, reason: error.description)
        }
        return narrow
    }

    /// A decimal of 0 or more.
    func sum(
        _ position: Int, _ column: DumpColumn, scale: Int, rounding: DecimalText.Rounding, _ isRounded: inout Bool
    ) throws(DumpFault) -> Int128 {
        let value = try decimal(position, column, scale: scale, rounding: rounding, &isRounded)
        guard value >= 0 else {
            throw .value(column: column, reason: "'\(DecimalText.printable(self[position]))' is below zero")
        }
        return value
    }

    private func decimal(
        _ position: Int, _ column: DumpColumn, scale: Int, rounding: DecimalText.Rounding, _ isRounded: inout Bool
    ) throws(DumpFault) -> Int128 {
        do throws(DomainError) {
            let read = try DecimalText.parse(self[position], scale: scale, rounding: rounding)
            isRounded = isRounded || read.isRounded
            return read.value
        } catch {
            throw .value(column: column, reason: error.description)
        }
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
        // pandas writes a column of counts in which one is missing as "3.0".
        if !isValid, let whole = wholePart(text) { return whole }
        guard isValid else {
            throw .value(column: column, reason: "'\(DecimalText.printable(text))' is not a whole number")
        }
        return value
    }

    private func wholePart(_ text: UnsafeRawBufferPointer) -> UInt64? {
        guard text.contains(UInt8(ascii: ".")), let value = try? DecimalText.parse(text, scale: 0, rounding: .none)
        else {
            return nil
        }
        return UInt64(exactly: value.value)
    }

    /// As `count(_:_:)`, for counts, which no dump has beyond 2^31.
    func smallCount(_ position: Int, _ column: DumpColumn) throws(DumpFault) -> Int32 {
        guard let value = Int32(exactly: try count(position, column)) else {
            throw .value(column: column, reason: "'\(DecimalText.printable(self[position]))' is out of range")
        }
        return value
    }

    /// True or False, in any case, as Binance's files have had it.
    func flag(_ position: Int, _ column: DumpColumn) throws(DumpFault) -> Bool {
        let text = self[position]
        if Self.spells(text, "true") { return true }
        if Self.spells(text, "false") { return false }
        throw .value(column: column, reason: "'\(DecimalText.printable(text))' is neither true nor false")
    }

    /// What the taker did: buy or sell, b or s, in any case.
    func side(_ position: Int) throws(DumpFault) -> TakerSide {
        let text = self[position]
        if Self.spells(text, "buy") || Self.spells(text, "b") { return .buy }
        if Self.spells(text, "sell") || Self.spells(text, "s") { return .sell }
        throw .value(column: .side, reason: "'\(DecimalText.printable(text))' is neither buy nor sell")
    }

    /// Whether a field says that there is no value: empty, NaN, null, None.
    static func isNothing(_ text: UnsafeRawBufferPointer) -> Bool {
        text.isEmpty || spells(text, "nan") || spells(text, "null") || spells(text, "none") || spells(text, "na")
    }

    @inline(__always)
    private static func spells(_ text: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        guard text.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<text.count where text[index] | 0x20 != word.utf8Start[index] { return false }
        return true
    }
}
