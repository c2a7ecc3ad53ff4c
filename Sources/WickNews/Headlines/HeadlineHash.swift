import COpenSSL

/// SHA-256, in hexadecimal: ids of headlines and prompts are the same from every run and machine.
enum HeadlineHash {
    static func hex(_ text: String, bytes count: Int = 32) -> String {
        let digest = digest(text)
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: digest.prefix(count).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func digest(_ text: String) -> [UInt8] {
        var text = text
        var digest = [UInt8](repeating: 0, count: 32)
        text.withUTF8 { _ = SHA256($0.baseAddress, $0.count, &digest) }
        return digest
    }
}
