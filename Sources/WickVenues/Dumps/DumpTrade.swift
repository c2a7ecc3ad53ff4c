import WickDomain

/// One row of a trade dump; unlike `Trade`, without what some dumps do not tell.
struct DumpTrade: Equatable {
    /// The venue's trade ids in this row: one, or those of an aggregate. Without ids, the row's number.
    let firstID: UInt64
    let lastID: UInt64
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
    }

    var hasIdentifiers: Bool { firstID != nil }
    var hasTakerSides: Bool { isBuyerMaker != nil }

    func decode(_ fields: borrowing DumpFields, row: Int, clock: inout DumpClock) throws(DumpFault) -> DumpTrade {
        let eventTime = try clock.read(fields[time], column: .time)
        let (first, last) = try identifiers(fields, row: row)
        let price = Price(raw: try fields.positive(price, .price, scale: Price.scale))
        let quantity = try fields.quantity(quantity)
        guard Notional(price, quantity) != nil else {
            throw .value(column: .quantity, reason: "'\(quantity)' times the price \(price) is beyond 128 bits")
        }
        return DumpTrade(
            firstID: first, lastID: last, eventTime: eventTime, price: price, quantity: quantity,
            takerSide: try isBuyerMaker.map { position throws(DumpFault) in
                // The buyer was there first, so the taker sold.
                try fields.flag(position, .isBuyerMaker) ? .sell : .buy
            })
    }

    private func identifiers(_ fields: borrowing DumpFields, row: Int) throws(DumpFault) -> (UInt64, UInt64) {
        guard let firstID else { return (UInt64(row), UInt64(row)) }
        let first = try fields.count(firstID, lastID == nil ? .id : .firstID)
        guard let lastID else { return (first, first) }
        let last = try fields.count(lastID, .lastID)
        guard first <= last, last - first < 1_000_000 else {
            throw .value(column: .lastID, reason: "'\(last)' does not end a range of ids that begins at \(first)")
        }
        return (first, last)
    }
}
