/// A strong ETag made from the body's bytes: FNV-1a of 64 bits and the length. It tells versions of one answer apart;
/// nobody gains by making two collide.
struct EntityTag: Equatable {
    let text: String

    init(_ body: [UInt8]) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in body { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        text = "\"\(String(hash, radix: 16))-\(String(body.count, radix: 16))\""
    }

    /// - Parameter header: the value of If-None-Match: a list of tags, or *.
    func matches(_ header: String?) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").contains { part in
            let tag = part.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
            return tag == "*" || tag == text || tag == "W/" + text
        }
    }
}
