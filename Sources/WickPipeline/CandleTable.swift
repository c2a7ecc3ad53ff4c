import Glibc
public import WickDomain

/// Reads the csv form of candles row by row. Owns the open file.
public struct CandleTable: ~Copyable {
    /// Why a file cannot be read, or from which row on.
    public struct Failure: Error, CustomStringConvertible, Sendable {
        public let description: String
    }

    /// A row has 250 bytes at most.
    private static let maximumRowBytes = 4096

    private let path: String
    private let file: UnsafeMutablePointer<FILE>
    private let size: Int
    private var line = 1

    /// - Throws: `Failure` where there is no such file, or its first line is not the header.
    public init(path: String) throws(Failure) {
        guard let file = fopen(path, "re") else {
            throw Failure(description: "reading \(path): \(String(cString: strerror(errno)))")
        }
        let header = CandleText(format: .csv).header
        do throws(Failure) {
            guard try Self.readLine(file, path, 1).map({ $0 + "\n" }) == header else {
                throw Failure(description: "reading \(path): its first line is not '\(header.dropLast())'")
            }
        } catch {
            fclose(file)
            throw error
        }
        self.path = path
        self.file = file
        var status = stat()
        size = fstat(fileno(file), &status) == 0 ? Int(status.st_size) : 0
    }

    deinit { fclose(file) }

    /// How much of the file has been read, from 0 to 1.
    public var fractionRead: Double { size > 0 ? Double(ftell(file)) / Double(size) : 0 }

    /// The next candle; nil at the end.
    public mutating func next() throws(Failure) -> Candle? {
        guard let text = try Self.readLine(file, path, line + 1) else { return nil }
        line += 1
        do throws(CandleText.Failure) { return try CandleText.candle(csv: text[...]) } catch {
            throw Failure(description: "reading \(path) line \(line): \(error)")
        }
    }

    private static func readLine(
        _ file: UnsafeMutablePointer<FILE>, _ path: String, _ line: Int
    ) throws(Failure) -> String? {
        var buffer = [CChar](repeating: 0, count: maximumRowBytes)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else {
            guard ferror(file) == 0 else {
                throw Failure(description: "reading \(path): \(String(cString: strerror(errno)))")
            }
            return nil
        }
        let length = strlen(buffer)
        guard length < maximumRowBytes - 1 else {
            throw Failure(description: "reading \(path) line \(line): it is longer than any candle")
        }
        let bytes = buffer[..<length].map { UInt8(bitPattern: $0) }
        let end = bytes.last == 10 ? bytes.count - 1 : bytes.count
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
