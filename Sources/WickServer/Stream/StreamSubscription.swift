import WickDomain

/// What one stream wants to hear. Pure: takes the client's messages and says what to answer.
struct StreamSubscription: Equatable, Sendable {
    /// The last event that a client has had.
    struct Place: Equatable, Sendable {
        let sequence: UInt64
        /// Of the service: each begins its sequence anew.
        let run: String
    }

    /// What a client said.
    enum Request: Equatable, Sendable {
        case subscribe(Set<StreamEvent.Channel>, symbols: Set<Symbol>?, venues: Set<Venue>?, after: Place?)
        case unsubscribe(Set<StreamEvent.Channel>)
        case ping

        /// Names that one message may list.
        private static let maximumNames = 100

        /// - Throws: what is wrong with it.
        init(_ text: [UInt8]) throws(Problem) {
            let fields = try JSONValue.fields(
                text, otherwise: "a message is a JSON object such as {\"subscribe\": [\"predictions\"]}")
            let allowed = ["subscribe", "unsubscribe", "symbols", "venues", "after", "run", "ping"]
            for name in fields.keys.sorted() where !allowed.contains(name) {
                throw Problem(
                    .badRequest,
                    "there is no field '\(Problem.shown(name))'; there are \(allowed.joined(separator: ", "))")
            }
            if fields["ping"] != nil {
                self = .ping
            } else if let channels = try Self.channels(fields, "subscribe") {
                self = .subscribe(
                    channels, symbols: try Self.symbols(fields["symbols"]), venues: try Self.venues(fields["venues"]),
                    after: try Self.place(fields["after"], fields["run"]))
            } else if let channels = try Self.channels(fields, "unsubscribe") {
                self = .unsubscribe(channels)
            } else {
                throw Problem(.badRequest, "a message has subscribe, unsubscribe or ping")
            }
        }

        private static func channels(
            _ fields: [String: JSONValue], _ name: String
        ) throws(Problem) -> Set<StreamEvent.Channel>? {
            guard let value = fields[name] else { return nil }
            let texts = value.texts ?? []
            let channels = texts.compactMap { text in StreamEvent.Channel.subscribable.first { $0.rawValue == text } }
            guard !texts.isEmpty, channels.count == texts.count else {
                let known = StreamEvent.Channel.subscribable.map(\.rawValue).joined(separator: ", ")
                throw Problem(.badRequest, "\(name): it is not a list of \(known)")
            }
            return Set(channels)
        }

        private static func place(_ after: JSONValue?, _ run: JSONValue?) throws(Problem) -> Place? {
            guard after != nil || run != nil else { return nil }
            guard case .number(let number)? = after, let sequence = UInt64(exactly: number), case .text(let run)? = run
            else {
                throw Problem(
                    .badRequest,
                    "after: it is not the sequence of a message, beside the run that \"subscribed\" names")
            }
            return Place(sequence: sequence, run: run)
        }

        private static func symbols(_ value: JSONValue?) throws(Problem) -> Set<Symbol>? {
            guard let value else { return nil }
            let texts = value.texts ?? []
            guard (1...maximumNames).contains(texts.count) else {
                throw Problem(.badRequest, "symbols: it is not a list of symbols such as [\"BTC/USD\"]")
            }
            do throws(DomainError) {
                return Set(try texts.map { text throws(DomainError) in try Symbol(text) })
            } catch { throw Problem(.badRequest, "symbols: \(error)") }
        }

        private static func venues(_ value: JSONValue?) throws(Problem) -> Set<Venue>? {
            guard let value else { return nil }
            let texts = value.texts ?? []
            let venues = texts.compactMap(Venue.init)
            guard !texts.isEmpty, venues.count == texts.count else {
                let names = Venue.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(.badRequest, "venues: it is not a list of \(names)")
            }
            return Set(venues)
        }
    }

    private(set) var channels: Set<StreamEvent.Channel> = []
    /// Nil for all.
    private(set) var symbols: Set<Symbol>?
    private(set) var venues: Set<Venue>?

    /// A new subscription takes the place of the filters, and adds to the channels.
    mutating func subscribe(_ channels: Set<StreamEvent.Channel>, symbols: Set<Symbol>?, venues: Set<Venue>?) {
        self.channels.formUnion(channels)
        self.channels.insert(.feeds)
        (self.symbols, self.venues) = (symbols, venues)
    }

    mutating func unsubscribe(_ channels: Set<StreamEvent.Channel>) {
        self.channels.subtract(channels)
        if self.channels == [.feeds] { self.channels = [] }
    }

    func wants(_ event: StreamEvent) -> Bool {
        channels.contains(event.channel) && (event.instrument.map(wants) ?? true)
    }

    func wants(_ instrument: Instrument) -> Bool {
        symbols?.contains(instrument.symbol) ?? true && venues?.contains(instrument.venue) ?? true
    }

    /// What there is now, in the order in which channels are listed: a message a channel.
    func snapshots(of channels: Set<StreamEvent.Channel>, _ state: ServedState, sequence: UInt64) -> [[UInt8]] {
        StreamEvent.Channel.allCases.filter(channels.contains).map { channel in
            var writer = JSONWriter()
            writer.object { json in
                json.field("type", "snapshot")
                json.field("channel", channel.rawValue)
                json.field("sequence", sequence)
                json.array("data", events(of: channel, state)) { $0.element(json: $1.json) }
            }
            return writer.bytes
        }
    }

    private func events(of channel: StreamEvent.Channel, _ state: ServedState) -> [StreamEvent] {
        let markets = state.markets.filter { wants($0.instrument) }
        switch channel {
        case .predictions: return markets.flatMap(\.predictions).map(StreamEvent.prediction)
        case .candles: return markets.flatMap { [$0.closed, $0.open].compactMap(\.self) }.map(StreamEvent.candle)
        case .outcomes: return markets.compactMap(\.outcome).map(StreamEvent.outcome)
        case .alerts: return state.alerts.map(StreamEvent.alert)
        case .feeds: return state.feeds.map(StreamEvent.feed)
        }
    }
}
