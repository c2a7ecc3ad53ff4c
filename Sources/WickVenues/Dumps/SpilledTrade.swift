import WickDomain

/// A trade as a plain value, so that many can wait in a file to be put in order.
struct SpilledTrade: BitwiseCopyable {
    private let firstID: UInt64
    private let lastID: UInt64
    private let time: Int64
    private let price: Int64
    private let quantity: Int128
    /// 0 where the dump does not tell, 1 for a buy, 2 for a sell.
    private let side: UInt8
    /// Among trades of one moment the lower comes first.
    private let place: UInt64

    /// - Parameter hasIdentifiers: else the first id is the row's number, and rows count backwards.
    init(_ trade: DumpTrade, hasIdentifiers: Bool) {
        (firstID, lastID) = (trade.firstID, trade.lastID)
        time = trade.eventTime.microseconds
        price = trade.price.raw
        quantity = trade.quantity.raw
        side = trade.takerSide == nil ? 0 : trade.takerSide == .buy ? 1 : 2
        place = hasIdentifiers ? trade.firstID : UInt64.max - trade.firstID
    }

    func isBefore(_ other: SpilledTrade) -> Bool { (time, place) < (other.time, other.place) }

    var trade: DumpTrade {
        DumpTrade(
            firstID: firstID, lastID: lastID, eventTime: Timestamp(microseconds: time), price: Price(raw: price),
            quantity: Quantity(raw: quantity), takerSide: side == 0 ? nil : side == 1 ? .buy : .sell)
    }
}
