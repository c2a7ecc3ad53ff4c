import WickDomain

/// The trades of one asset that its venue remembers, ascending by id without holes; the oldest go first.
struct TradeHistory: Sendable {
    /// 32 bytes; the id follows from the position.
    struct Entry: Sendable {
        let eventTime: Timestamp
        let price: Price
        let quantity: Quantity
        /// Since the market's beginning, from 0: executions of one order at one price share it.
        let aggregate: UInt32
        /// Among those of the same microsecond, from 0: below a microsecond, times tell trades apart.
        let position: UInt16
        let takerSide: TakerSide
        let flags: UInt8

        static let marketOrder: UInt8 = 1
        static let hidden: UInt8 = 2

        var isMarketOrder: Bool { flags & Self.marketOrder != 0 }
        var isHidden: Bool { flags & Self.hidden != 0 }
        /// Unique within the asset.
        var nanoseconds: Int64 { eventTime.microseconds * 1000 + Int64(position) }
    }

    /// 64 MB; an hour and a half at 360 trades a second.
    static let maximumCount = 2_000_000

    private(set) var entries: [Entry] = []
    /// Id of the first entry.
    private(set) var firstID: UInt64

    init(firstID: UInt64) { self.firstID = firstID }

    /// One past the newest.
    var endID: UInt64 { firstID + UInt64(entries.count) }

    func id(at index: Int) -> UInt64 { firstID + UInt64(index) }

    mutating func append(_ order: TakerOrder, aggregate: UInt32, isHidden: Bool) {
        var aggregate = aggregate
        var position = nextPosition(at: order.eventTime)
        let flags = (order.isMarketOrder ? Entry.marketOrder : 0) | (isHidden ? Entry.hidden : 0)
        for (index, fill) in order.fills.enumerated() {
            precondition(fill.id == endID, "an id that does not follow the one before")
            if index > 0, order.fills[index - 1].price != fill.price { aggregate += 1 }
            entries.append(
                Entry(
                    eventTime: order.eventTime, price: fill.price, quantity: fill.quantity, aggregate: aggregate,
                    position: position, takerSide: order.takerSide, flags: flags))
            // A thousand executions in one microsecond do not happen here; they would only share a time.
            position = min(999, position + 1)
        }
        trim()
    }

    private func nextPosition(at time: Timestamp) -> UInt16 {
        guard let last = entries.last, last.eventTime == time else { return 0 }
        return min(999, last.position + 1)
    }

    private mutating func trim() {
        // An eighth at once, so that moving the rest costs little for each.
        guard entries.count > Self.maximumCount + Self.maximumCount / 8 else { return }
        let count = entries.count - Self.maximumCount
        entries.removeFirst(count)
        firstID += UInt64(count)
    }

    /// The first entry with this id or a later one.
    func index(ofID id: UInt64) -> Int { id <= firstID ? 0 : Int(min(id - firstID, UInt64(entries.count))) }

    /// The first entry at this moment or later.
    func index(at time: Timestamp) -> Int { partition { $0.eventTime < time } }

    /// The first entry later than this, in nanoseconds since 1970.
    func index(afterNanoseconds time: Int64) -> Int { partition { $0.nanoseconds <= time } }

    /// The first entry of this aggregate or a later one.
    func index(ofAggregate number: UInt64) -> Int { partition { UInt64($0.aggregate) < number } }

    private func partition(_ isBefore: (Entry) -> Bool) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(entries[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Indices of at most so many trades that are not hidden, from an index on.
    func visible(from index: Int, limit: Int) -> [Int] {
        var found: [Int] = []
        var index = index
        while index < entries.count, found.count < limit {
            if !entries[index].isHidden { found.append(index) }
            index += 1
        }
        return found
    }

    /// Indices of the newest trades that are not hidden and come before an index, ascending.
    func newest(before end: Int, limit: Int) -> [Int] {
        var found: [Int] = []
        var index = end - 1
        while index >= 0, found.count < limit {
            if !entries[index].isHidden { found.append(index) }
            index -= 1
        }
        return found.reversed()
    }

    /// One trade as an order of its own, as snapshots show it.
    func order(at index: Int, of asset: Asset) -> TakerOrder {
        let entry = entries[index]
        return TakerOrder(
            asset: asset, takerSide: entry.takerSide, eventTime: entry.eventTime, isMarketOrder: entry.isMarketOrder,
            fills: [TakerOrder.Fill(id: id(at: index), price: entry.price, quantity: entry.quantity)])
    }
}
