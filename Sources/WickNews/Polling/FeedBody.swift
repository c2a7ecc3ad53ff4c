import WickFrames

/// A fetched body on its way into a frame: unpacked, as UTF-8, checked, and short enough.
struct FeedBody {
    /// As `FeedPayload` reads it.
    let payload: [UInt8]
    let entries: Int
    /// Bytes of the whole body, where it had to be cut.
    let cutFrom: Int?

    /// - Parameter address: where it was fetched. It goes into the frame where links of entries cannot be told without it.
    init(_ body: [UInt8], contentType: String?, address: String? = nil) throws(FeedError) {
        guard body.count <= FeedParser.maximumBytes else {
            throw .tooLarge(bytes: body.count, limit: FeedParser.maximumBytes)
        }
        let text = FeedEncoding.decode(try FeedPacking.unpacked(body), contentType: contentType)
        let found = try FeedParser().parse(text: text).entries
        entries = found.count
        let place = try Self.needed(address.flatMap(FeedAddress.withoutSecrets), text, found)
        let whole = Self.framed(text[...], place)
        guard whole.count > Frame.maximumPayloadBytes else {
            (payload, cutFrom) = (whole, nil)
            return
        }
        guard text.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") else {
            throw .tooLarge(bytes: whole.count, limit: Frame.maximumPayloadBytes)
        }
        (payload, cutFrom) = (Self.cut(text, place), body.count)
    }

    /// The address, where the entries differ with it.
    private static func needed(_ address: String?, _ text: [UInt8], _ found: [FeedEntry]) throws(FeedError) -> String? {
        guard let address, found.contains(where: { $0.url == nil }) else { return nil }
        return try FeedParser().parse(text: text, address: address).entries == found ? nil : address
    }

    private static func framed(_ text: ArraySlice<UInt8>, _ address: String?) -> [UInt8] {
        FeedPayload.bytes(body: String(decoding: text, as: UTF8.self), address: address)
    }

    /// Feeds list the newest first: a body that is too long loses its oldest items, and the parser closes what stays open.
    private static func cut(_ text: [UInt8], _ address: String?) -> [UInt8] {
        var length = text.count
        while true {
            length = length * 7 / 8
            let start = text[..<length]
            let end = Self.lastItemEnd(start) ?? length
            let payload = framed(start[..<end], address)
            if payload.count <= Frame.maximumPayloadBytes { return payload }
        }
    }

    private static func lastItemEnd(_ text: ArraySlice<UInt8>) -> Int? {
        let string = String(decoding: text, as: UTF8.self)
        let ends = ["</item>", "</entry>"].compactMap { string.ranges(of: $0).last?.upperBound }
        return ends.max().map { string.utf8.distance(from: string.startIndex, to: $0) }
    }
}
