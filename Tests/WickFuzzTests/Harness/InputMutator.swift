import WickSimulation

/// Makes inputs from seeds: bits, splices, words of the format, extremes of numbers, repeats, cuts and nesting. The same seed makes the same inputs.
struct InputMutator {
    /// Of an input; more is refused by every reader before it is read.
    private static let maximumBytes = 256 << 10
    private static let extremes = [
        "0", "-1", "1e308", "-1e308", "1e-320", "1e999", "NaN", "Infinity", "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808", "18446744073709551615", "18446744073709551616", "2147483648", "4294967296",
        "99999999999999999999999999999999999999", "170141183460469231731687303715884105728", "0.00000000000000000001",
        "1.2867745400000001", "253402300800000000", "0x7fffffff", "1_000", "+1", "01", "1.", ".5",
    ]
    private static let tokens = [
        "null", "true", "\"", "\\", "\\u0000", "\\ud800", "{", "}", "[", "]", ",", ":", "<", ">", "&", ";", "\r\n",
        "\n",
        "\u{1b}[2J", "\u{202e}", "\u{0}", "\u{feff}", "//", "/../", "%", "=", "<![CDATA[", "<!--", "<?", "]]>",
    ]
    private static let nests = [("[", "]"), ("{\"a\":", "}"), ("<a>", "</a>"), ("[{", "}]"), ("(", ")")]

    private var random: RandomSource
    private let seeds: [[UInt8]]
    private let words: [[UInt8]]

    init(_ target: FuzzTarget, seed: UInt64) {
        random = RandomSource(seed: seed)
        seeds = target.seeds.isEmpty ? [[]] : target.seeds
        words = (target.words + Self.extremes + Self.tokens).map { Array($0.utf8) }
    }

    /// The next input; now and then a seed as it is.
    mutating func next() -> [UInt8] {
        var bytes = random.pick(seeds)
        guard random.index(below: 64) > 0 else { return bytes }
        for _ in 0...random.index(below: 5) { mutate(&bytes) }
        return bytes.count > Self.maximumBytes ? Array(bytes.prefix(Self.maximumBytes)) : bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let at = random.index(below: bytes.count + 1)
        switch random.index(below: 12) {
        case 0: if at < bytes.count { bytes[at] ^= 1 << UInt8(random.index(below: 8)) }
        case 1: if at < bytes.count { bytes[at] = UInt8(random.index(below: 256)) }
        case 2: bytes.removeSubrange(at...)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random.index(below: 32)))
        case 4: bytes.insert(contentsOf: random.pick(words), at: at)
        case 5: splice(&bytes, at)
        case 6: duplicate(&bytes, at)
        case 7, 8: replaceNumber(&bytes, from: at)
        case 9: nest(&bytes, at)
        case 10: replaceText(&bytes, from: at)
        default:
            bytes.insert(contentsOf: (0...random.index(below: 8)).map { _ in UInt8(random.index(below: 256)) }, at: at)
        }
    }

    /// The rest of another seed.
    private mutating func splice(_ bytes: inout [UInt8], _ at: Int) {
        let other = random.pick(seeds)
        let start = random.index(below: other.count + 1)
        bytes.replaceSubrange(at..., with: other[start...])
    }

    private mutating func duplicate(_ bytes: inout [UInt8], _ at: Int) {
        let piece = bytes[at..<min(bytes.count, at + 1 + random.index(below: 64))]
        let times = random.index(below: 16) == 0 ? 1 + random.index(below: 2_000) : 1 + random.index(below: 4)
        for _ in 0..<times where bytes.count < Self.maximumBytes { bytes.insert(contentsOf: piece, at: at) }
    }

    /// Puts an extreme in the place of the next number.
    private mutating func replaceNumber(_ bytes: inout [UInt8], from at: Int) {
        func isPart(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || byte == 0x2e || byte == 0x2d }
        guard let start = bytes[at...].firstIndex(where: { (0x30...0x39).contains($0) }) else { return }
        let end = bytes[start...].firstIndex { !isPart($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: Array(random.pick(Self.extremes).utf8))
    }

    /// Puts a word in the place of what stands between the next two quotes.
    private mutating func replaceText(_ bytes: inout [UInt8], from at: Int) {
        guard let start = bytes[at...].firstIndex(of: 0x22), let end = bytes[(start + 1)...].firstIndex(of: 0x22) else {
            return
        }
        bytes.replaceSubrange((start + 1)..<end, with: random.pick(words))
    }

    private mutating func nest(_ bytes: inout [UInt8], _ at: Int) {
        let (open, close) = random.pick(Self.nests)
        let depth = random.index(below: 8) == 0 ? 20_000 : 1 + random.index(below: 40)
        let opening = Array(String(repeating: open, count: depth).utf8)
        let isClosed = random.index(below: 2) == 0
        bytes.insert(contentsOf: opening + (isClosed ? Array(String(repeating: close, count: depth).utf8) : []), at: at)
    }
}
