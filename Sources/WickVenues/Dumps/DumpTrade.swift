import WickDomain

/// One row of a trade dump; unlike `Trade`, without what some dumps do not tell.
struct DumpTrade: Equatable {
    /// The venue's trade ids in this row: one, or those of an aggregate. Without ids, the row's number.
    var firstID: UInt64
    var lastID: UInt64
    let eventTime: Timestamp
    let price: Price
    let quantity: Quantity
    /// Nil where the dump does not tell.
    let takerSide: TakerSide?

    /// How many executions it stands for, as far as the dump tells.
    var tradeCount: Int { Int(truncatingIfNeeded: lastID - firstID) + 1 }
}

/// Reads rows of trades and aggTrades.
///
/// A row of aggTrades counts as the executions `first_id` to `last_id` with its price and time. That makes its candles
/// those of the trades dump, identifiers and counts included; without these two columns the aggregate's own id counts
/// as one trade.
struct DumpTradeDecoder {
    private let time: Int
    private let price: Int
    private let quantity: Int
    private let firstID: Int?
    private let lastID: Int?
    private let isBuyerMaker: Int?
    private let side: Int?

    init(layout: DumpLayout) {
        time = layout.requiredPosition(of: .time)
        price = layout.requiredPosition(of: .price)
        quantity = layout.requiredPosition(of: .quantity)
        let first = layout.position(of: .firstID)
        let last = layout.position(of: .lastID)
        let isRange = first != nil && last != nil
        firstID = isRange ? first : layout.position(of: .id)
        lastID = isRange ? last : nil
        isBuyerMaker = layout.position(of: .isBuyerMaker)
        side = layout.position(of: .side)
    }

    var hasIdentifiers: Bool { firstID != nil }
    var hasTakerSides: Bool { isBuyerMaker != nil || side != nil }

    /// The trade; its quantity may be 0, which no trade has.
    ///
    /// - Parameters:
    ///   - row: stands for the id where there is none.
    ///   - isRounded: is set where float noise was rounded off.
    func decode(
        _ fields: borrowing DumpFields, row: UInt64, clock: inout DumpClock, isRounded: inout Bool
    ) throws(DumpFault) -> DumpTrade {
        let eventTime = try clock.read(fields[time], column: .time)
        let (first, last) = try identifiers(fields, row: row)
        let paid = try fields.positive(price, .price, scale: Price.scale, rounding: .floatNoise, &isRounded)
        let wide = try fields.sum(quantity, .quantity, scale: Quantity.scale, rounding: .floatNoise, &isRounded)
        let amount = Quantity(raw: wide)
        guard amount <= .maximum, Notional(Price(raw: paid), amount) != nil else {
            let error = DomainError.overflow(text: DecimalText.printable(fields[quantity]))
            throw .value(column: .quantity, reason: error.description)
        }
        return DumpTrade(
            firstID: first, lastID: last, eventTime: eventTime, price: Price(raw: paid),
            quantity: amount, takerSide: try takerSide(fields))
    }

    private func takerSide(_ fields: borrowing DumpFields) throws(DumpFault) -> TakerSide? {
        // Where the buyer was there first, the taker sold.
        if let isBuyerMaker { return try fields.flag(isBuyerMaker, .isBuyerMaker) ? .sell : .buy }
        return try side.map { position throws(DumpFault) in try fields.side(position) }
    }

    private func identifiers(_ fields: borrowing DumpFields, row: UInt64) throws(DumpFault) -> (UInt64, UInt64) {
        guard let firstID else { return (row, row) }
        let first = try fields.count(firstID, lastID == nil ? .id : .firstID)
        guard let lastID else { return (first, first) }
        let last = try fields.count(lastID, .lastID)
        guard first <= last, last - first < 1_000_000 else {
            throw .value(column: .lastID, reason: "'\(last)' does not end a range of ids that begins at '\(first)'")
        }
        return (first, last)
    }
}
