import Foundation

extension FeedParser {
    /// The feed in a frame's payload: the body's text as a JSON string.
    ///
    /// - Throws: `FeedError`, `badFrame` for a payload that is not a JSON string.
    public func parse(payload: UnsafeRawBufferPointer) throws(FeedError) -> Feed {
        let text: String
        do {
            text = try JSONDecoder().decode(String.self, from: Data(payload))
        } catch {
            throw .badFrame
        }
        return try parse(text: Array(text.utf8))
    }
}
