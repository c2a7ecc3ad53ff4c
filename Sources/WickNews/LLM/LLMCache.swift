/// Ratings that were paid for, by headline, model and prompt: the same words are not asked about twice. The oldest go first.
struct LLMCache {
    /// Ratings have some 100 bytes each: half a megabyte.
    static let maximumEntries = 5000

    private let limit: Int
    private var ratings: [String: LLMItems.Rating] = [:]
    private var order: [String] = []
    private var oldest = 0

    init(limit: Int = maximumEntries) { self.limit = limit }

    static func key(title: String, model: String, promptHash: String) -> String {
        HeadlineHash.hex("\(promptHash)\n\(model)\n\(title)", bytes: 16)
    }

    subscript(key: String) -> LLMItems.Rating? { ratings[key] }

    mutating func insert(_ rating: LLMItems.Rating, for key: String) {
        if ratings.updateValue(rating, forKey: key) == nil { order.append(key) }
        while ratings.count > limit {
            ratings[order[oldest]] = nil
            oldest += 1
        }
        if oldest > limit {
            order.removeFirst(oldest)
            oldest = 0
        }
    }
}
