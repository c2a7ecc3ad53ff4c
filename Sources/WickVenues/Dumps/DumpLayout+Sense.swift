import WickDomain

extension DumpLayout {
    /// Whether a row's values are what these columns hold.
    func makesSense(_ fields: borrowing DumpFields) -> Bool {
        var clock = DumpClock()
        guard (try? clock.read(fields[timePosition], column: .time)) != nil else { return false }
        return kind == .klines ? makesCandle(fields) : makesTrade(fields)
    }

    /// Whether a row says that nothing was traded: no prices, or no volume.
    func isQuiet(_ fields: borrowing DumpFields) -> Bool {
        let volume = fields[requiredPosition(of: .volume)]
        return DumpFields.isNothing(volume) || Self.decimal(volume, scale: Volume.scale) == 0
    }

    private func makesCandle(_ fields: borrowing DumpFields) -> Bool {
        let positions = [DumpColumn.open, .high, .low, .close].map { requiredPosition(of: $0) }
        var nothing = 0
        var prices: [Int128] = []
        for position in positions {
            if DumpFields.isNothing(fields[position]) { nothing += 1 }
            prices.append(Self.decimal(fields[position], scale: Price.scale) ?? -1)
        }
        if nothing == positions.count { return true }
        guard prices.allSatisfy({ $0 > 0 }),
            Self.decimal(fields[requiredPosition(of: .volume)], scale: Volume.scale) != nil
        else { return false }
        if let position = self.position(of: .closeTime) {
            var clock = DumpClock()
            guard (try? clock.read(fields[position], column: .closeTime)) != nil else { return false }
        }
        if let position = self.position(of: .trades) {
            guard (try? fields.count(position, .trades)) != nil else { return false }
        }
        return prices[1] >= max(prices[0], prices[3]) && prices[2] <= min(prices[0], prices[3])
    }

    private func makesTrade(_ fields: borrowing DumpFields) -> Bool {
        guard let price = Self.decimal(fields[requiredPosition(of: .price)], scale: Price.scale), price > 0,
            Self.decimal(fields[requiredPosition(of: .quantity)], scale: Quantity.scale) != nil
        else { return false }
        if let position = position(of: .isBuyerMaker), (try? fields.flag(position, .isBuyerMaker)) == nil {
            return false
        }
        if let position = position(of: .side), (try? fields.side(position)) == nil { return false }
        if let position = position(of: .id), (try? fields.count(position, .id)) == nil { return false }
        return true
    }

    private static func decimal(_ text: UnsafeRawBufferPointer, scale: Int) -> Int128? {
        try? DecimalText.parse(text, scale: scale, rounding: .nearest).value
    }
}
