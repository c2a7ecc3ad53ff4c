/// Takes in one answer piece by piece and stops it when it grows too large. Lives inside the network thread.
final class HTTPAnswer {
    /// 100 cookies of 2,500 bytes; more than any server accepts in the other direction.
    static let maximumHeaderBytes = 256 << 10

    private(set) var headers: [HTTPHeader] = []
    private(set) var body: [UInt8] = []
    /// Why no more was taken.
    private(set) var refusal: String?
    private var headerBytes = 0
    private let maximumBodyBytes: Int

    init(maximumBodyBytes: Int) { self.maximumBodyBytes = maximumBodyBytes }

    /// One line of the head. Every status line begins anew, because a 1xx answer comes before the real one.
    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.maximumHeaderBytes else {
            refusal = "headers are larger than \(Self.maximumHeaderBytes) bytes"
            return false
        }
        if line.starts(with: "HTTP/".utf8) {
            headers.removeAll()
        } else if let header = HTTPHeader(parsing: line) {
            headers.append(header)
        }
        return true
    }

    /// A piece of the body, decompressed already: at most 16 KiB, so that a bomb goes off in our hands one piece at a time.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= maximumBodyBytes - body.count else {
            refusal = "body is larger than \(maximumBodyBytes) bytes"
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    func takeOutBody() -> [UInt8] {
        defer { body = [] }
        return body
    }
}
