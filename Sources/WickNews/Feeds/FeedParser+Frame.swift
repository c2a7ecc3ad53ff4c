import Foundation

extension FeedParser {
    /// The feed in a frame's payload.
    ///
    /// - Throws: `FeedError`, `badFrame` for a payload that is none.
    public func parse(payload: UnsafeRawBufferPointer) throws(FeedError) -> Feed {
        let payload = try FeedPayload(payload)
        return try parse(text: Array(payload.body.utf8), address: payload.address)
    }
}

/// A feed's body as a frame holds it: a JSON string, or an object that has the feed's address too, where relative links need it.
struct FeedPayload: Decodable {
    let body: String
    /// Without account, query and fragment, which may hold a key.
    let address: String?

    init(_ bytes: UnsafeRawBufferPointer) throws(FeedError) {
        let data = Data(bytes)
        do {
            if data.first == UInt8(ascii: "{") {
                self = try JSONDecoder().decode(FeedPayload.self, from: data)
            } else {
                body = try JSONDecoder().decode(String.self, from: data)
                address = nil
            }
        } catch {
            throw .badFrame
        }
    }

    /// The payload's bytes.
    static func bytes(body: String, address: String?) -> [UInt8] {
        let body = JSONText.quoted(body)
        guard let address else { return Array(body.utf8) }
        return Array("{\"address\":\(JSONText.quoted(address)),\"body\":\(body)}".utf8)
    }
}
