import COpenSSL

/// SHA-256, in hexadecimal: ids of headlines and prompts are the same from every run and machine.
enum HeadlineHash {
    private static let digits = Array("0123456789abcdef".utf8)

    /// - Parameter count: bytes of the digest that are kept.
    static func hex(_ text: String, bytes count: Int = 32) -> String { hex(Array(text.utf8), bytes: count) }

    static func hex(_ bytes: [UInt8], bytes count: Int = 32) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        bytes.withUnsafeBufferPointer { _ = SHA256($0.baseAddress, $0.count, &digest) }
        return String(
            decoding: digest.prefix(count).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
