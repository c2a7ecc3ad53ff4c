public import WickDomain
public import WickStore

extension StoreWriter {
    /// What one step led to. A candle and the vectors that came with it are stored together.
    public struct Rows: Sendable {
        public var candles: [Candle] = []
        public var vectors: [FeatureVector] = []
        public var headlines: [Headline] = []
        public var scores: [SentimentScore] = []
        public var gaps: [ObservationGap] = []
        public var predictions: [Prediction] = []
        /// Of predictions in the store or in these rows.
        public var outcomes: [Outcome] = []

        public init() {}

        public init(_ output: MarketStage.Output) {
            candles = output.candles
            gaps = output.gaps
        }

        public init(_ output: ResearchStage.Output) {
            self.init(output.market)
            vectors = output.vectors
            headlines = output.news.headlines
            scores = output.news.scores
            add(output.forecasts)
        }

        /// Adds what the forecasts of the same step are.
        public mutating func add(_ output: ForecastStage.Output) {
            predictions += output.predictions
            outcomes += output.outcomes
        }

        public mutating func add(_ rows: Rows) {
            candles += rows.candles
            vectors += rows.vectors
            headlines += rows.headlines
            scores += rows.scores
            gaps += rows.gaps
            predictions += rows.predictions
            outcomes += rows.outcomes
        }

        public var count: Int {
            candles.count + vectors.count + headlines.count + scores.count + gaps.count + predictions.count
                + outcomes.count
        }

        public var counts: RowCounts {
            var counts = RowCounts()
            for kind in RowKind.allCases { counts[kind] = count(of: kind) }
            return counts
        }

        func count(of kind: RowKind) -> Int {
            switch kind {
            case .candle: candles.count
            case .feature: vectors.count
            case .headline: headlines.count
            case .sentiment: scores.count
            case .gap: gaps.count
            case .prediction: predictions.count
            case .outcome: outcomes.count
            }
        }
    }
}

// What the queue does with them.
extension StoreWriter.Rows {
    /// Memory that they take, as near as it can be told.
    var byteCount: Int {
        RowKind.allCases.reduce(0) { sum, kind in
            sum + (0..<count(of: kind)).reduce(0) { $0 + byteCount(of: kind, at: $1) }
        }
    }

    /// What a text beyond 15 bytes, or an array, has beside its content.
    private static let allocation = 32

    func byteCount(of kind: RowKind, at index: Int) -> Int {
        switch kind {
        case .candle: MemoryLayout<Candle>.stride
        case .feature:
            MemoryLayout<FeatureVector>.stride + Self.allocation
                + vectors[index].values.count * MemoryLayout<Double>.stride
        case .headline:
            MemoryLayout<Headline>.stride + 3 * Self.allocation + headlines[index].id.utf8.count
                + headlines[index].title.utf8.count + (headlines[index].url?.utf8.count ?? 0)
        case .sentiment:
            MemoryLayout<SentimentScore>.stride + 3 * Self.allocation + scores[index].headlineID.utf8.count
                + (scores[index].promptHash?.utf8.count ?? 0)
                + scores[index].words.reduce(0) { $0 + MemoryLayout<String>.stride + $1.utf8.count }
        case .gap: MemoryLayout<ObservationGap>.stride + 2 * Self.allocation
        case .prediction:
            MemoryLayout<Prediction>.stride + 2 * Self.allocation + predictions[index].id.utf8.count
                + predictions[index].schemaHash.utf8.count
        case .outcome:
            MemoryLayout<Outcome>.stride + Self.allocation + outcomes[index].predictionID.utf8.count
        }
    }

    /// Takes so many rows of one kind off the front.
    mutating func removeFirst(_ count: Int, of kind: RowKind) {
        switch kind {
        case .candle: candles.removeFirst(count)
        case .feature: vectors.removeFirst(count)
        case .headline: headlines.removeFirst(count)
        case .sentiment: scores.removeFirst(count)
        case .gap: gaps.removeFirst(count)
        case .prediction: predictions.removeFirst(count)
        case .outcome: outcomes.removeFirst(count)
        }
    }

    /// The rows in parts of at most so many, in an order in which each can be stored: headlines before their scores, predictions before
    /// their outcomes.
    func parts(of most: Int) -> [StoreWriter.Rows] {
        guard count > most else { return count > 0 ? [self] : [] }
        var parts: [StoreWriter.Rows] = []
        var rest = self
        while rest.count > 0 {
            var part = StoreWriter.Rows()
            var room = most
            part.headlines = Self.take(&room, of: &rest.headlines)
            part.scores = Self.take(&room, of: &rest.scores)
            part.candles = Self.take(&room, of: &rest.candles)
            part.gaps = Self.take(&room, of: &rest.gaps)
            part.predictions = Self.take(&room, of: &rest.predictions)
            part.outcomes = Self.take(&room, of: &rest.outcomes)
            part.vectors = Self.take(&room, of: &rest.vectors)
            parts.append(part)
        }
        return parts
    }

    private static func take<Row>(_ room: inout Int, of rows: inout [Row]) -> [Row] {
        let taken = Array(rows.prefix(room))
        rows.removeFirst(taken.count)
        room -= taken.count
        return taken
    }
}
