/// Turns a message into one that no decoder may take for trades; never into one with other prices.
enum MalformedMessage {
    static let formCount = 4

    /// Above what a client may accept: 1 MiB and some.
    static let oversize: [UInt8] = {
        var bytes: [UInt8] = []
        bytes.append(text: #"{"channel":"trade","type":"update","padding":""#)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "x"), count: (1 << 20) + 1))
        bytes.append(text: #"","data":[]}"#)
        return bytes
    }()

    static func make(from message: [UInt8], form: Int) -> [UInt8] {
        switch form {
        case 0: Array(message.prefix(message.count / 2))
        case 1: Array("<html><body>502 Bad Gateway</body></html>".utf8)
        case 2: []
        default: message.map { $0 == UInt8(ascii: ":") ? UInt8(ascii: ";") : $0 }
        }
    }
}
