import WickFrames

/// A fetched body on its way into a frame: as UTF-8, checked, and short enough.
struct FeedBody {
    /// A JSON string with this body.
    let payload: [UInt8]
    let entries: Int
    /// Bytes of the whole body, where it had to be cut.
    let cutFrom: Int?

    init(_ body: [UInt8], contentType: String?) throws(FeedError) {
        guard body.count <= FeedParser.maximumBytes else {
            throw .tooLarge(bytes: body.count, limit: FeedParser.maximumBytes)
        }
        let text = FeedEncoding.decode(body, contentType: contentType)
        entries = try FeedParser().parse(text: text).entries.count
        let whole = Self.quoted(text[...])
        guard whole.count > Frame.maximumPayloadBytes else {
            (payload, cutFrom) = (whole, nil)
            return
        }
        guard text.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") else {
            throw .tooLarge(bytes: whole.count, limit: Frame.maximumPayloadBytes)
        }
        (payload, cutFrom) = (Self.cut(text), body.count)
    }

    private static func quoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
        Array(JSONText.quoted(String(decoding: text, as: UTF8.self)).utf8)
    }

    /// Feeds list the newest first: a body that is too long loses its oldest items, and the parser closes what stays open.
    private static func cut(_ text: [UInt8]) -> [UInt8] {
        var length = text.count
        while true {
            length = length * 7 / 8
            let start = text[..<length]
            let end = Self.lastItemEnd(start) ?? length
            let payload = quoted(start[..<end])
            if payload.count <= Frame.maximumPayloadBytes { return payload }
        }
    }

    private static func lastItemEnd(_ text: ArraySlice<UInt8>) -> Int? {
        let string = String(decoding: text, as: UTF8.self)
        let ends = ["</item>", "</entry>"].compactMap { string.ranges(of: $0).last?.upperBound }
        return ends.max().map { string.utf8.distance(from: string.startIndex, to: $0) }
    }
}
