import WickDomain

/// Something that a venue or a news site has sent, on its way to us.
struct Delivery: Sendable {
    enum Content: Sendable {
        /// Orders of one asset that the venue sends together.
        case trades([TakerOrder])
        /// The body of the feed as it was polled.
        case news(String)
    }

    let receivedNanoseconds: Int64
    let sentTime: Timestamp
    let content: Content
}

/// Draws the market and hands out what reaches us in the order in which it does. Holds what is on its way: about a
/// second of it, and an open batch for each asset.
struct DeliveryQueue: Sendable {
    /// Time between two polls of the feed, and how long an answer takes.
    private static let pollInterval = Duration.seconds(180)
    private static let pollNanoseconds: Int64 = 240_000_000

    private var market: SyntheticMarket
    private let batchInterval: Duration
    private var latency: LatencyModel
    private var feed: NewsFeedText
    /// How far the market has been drawn: nothing that is yet to be drawn can reach us before.
    private var drawn: Timestamp
    private var openBatches = AssetPair<[TakerOrder]>(repeating: [])
    private var nextPoll: Timestamp
    /// Sorted by receive time from `first` on; before it lies what has been handed out.
    private var deliveries: [Delivery] = []
    private var first = 0

    init(market: SyntheticMarket, batchInterval: Duration) {
        let start = market.parameters.start
        self.market = market
        self.batchInterval = batchInterval
        latency = LatencyModel(seed: market.parameters.seed, start: start)
        feed = NewsFeedText(items: market.earlierHeadlines)
        drawn = start
        nextPoll = start + .seconds(2)
    }

    /// There is always a next one: the market has no end.
    mutating func next() -> Delivery {
        while first == deliveries.count || deliveries[first].receivedNanoseconds > drawn.microseconds * 1000 { draw() }
        defer { dropHandedOut() }
        first += 1
        return deliveries[first - 1]
    }

    private mutating func draw() {
        let event = market.next()
        closeBatches(by: event.eventTime)
        poll(before: event.eventTime)
        switch event {
        case .order(let order):
            openBatches[order.asset].append(order)
            if batchInterval == .zero { closeBatches(by: order.eventTime) }
        case .headline(let headline):
            feed.add(headline)
        }
        drawn = event.eventTime
    }

    /// Sends the batches whose time is over.
    private mutating func closeBatches(by time: Timestamp) {
        for asset in Asset.allCases {
            guard let opened = openBatches[asset].first?.eventTime else { continue }
            let sent = batchInterval == .zero ? opened : opened.floored(to: batchInterval) + batchInterval
            guard sent <= time else { continue }
            let arrival = latency.arrival(of: asset, sent: sent)
            insert(
                Delivery(receivedNanoseconds: arrival, sentTime: sent, content: .trades(openBatches[asset])))
            openBatches[asset] = []
        }
    }

    private mutating func poll(before time: Timestamp) {
        while nextPoll < time {
            if feed.isChanged {
                let arrival = nextPoll.microseconds * 1000 + Self.pollNanoseconds
                insert(Delivery(receivedNanoseconds: arrival, sentTime: nextPoll, content: .news(feed.body())))
            }
            nextPoll = nextPoll + Self.pollInterval
        }
    }

    /// Keeps the order; among equals the earlier sent comes first.
    private mutating func insert(_ delivery: Delivery) {
        var position = deliveries.count
        while position > first, deliveries[position - 1].receivedNanoseconds > delivery.receivedNanoseconds {
            position -= 1
        }
        deliveries.insert(delivery, at: position)
    }

    private mutating func dropHandedOut() {
        // Half of the array at the least, so that moving the rest costs little for each.
        guard first >= 64, first * 2 >= deliveries.count else { return }
        deliveries.removeFirst(first)
        first = 0
    }
}
