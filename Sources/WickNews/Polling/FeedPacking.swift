import WickFrames

/// Bodies that a server sends packed without saying so, as feeds that lie there as `.gz` files are.
enum FeedPacking {
    /// A packed file that is packed again on its way.
    private static let maximumLayers = 3

    /// The body itself, of at most `FeedParser.maximumBytes`.
    static func unpacked(_ body: [UInt8]) throws(FeedError) -> [UInt8] {
        var body = body
        for _ in 0..<maximumLayers where PackedBytes.isPacked(body) {
            do throws(PackedBytes.Failure) {
                body = try PackedBytes.unpack(body, limit: FeedParser.maximumBytes)
            } catch {
                switch error {
                case .tooLarge(let limit): throw .tooLargeUnpacked(limit: limit)
                case .damaged(let reason): throw .damagedPacking(reason: PlainText.line(reason))
                }
            }
        }
        return body
    }
}
