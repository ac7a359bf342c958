/// What deployments have left in the state of one partition: the same on all partitions of a cluster, since every
/// deployment is distributed to all of them.
public struct DeployedDefinitions: Sendable, Equatable {
    /// One of them.
    public struct Definition: Sendable, Equatable {
        /// The column family in which it stands.
        public var family: ColumnFamily
        /// The rest of its user key: the tenant, and the definition's own key behind it.
        public var keyRest: [UInt8]
        /// The BPMN process id of a process definition, as it is stored.
        public var processID: String?
        /// Whether it was deleted, and stays until its last process instance on that partition has ended.
        public var isBeingDeleted = false

        /// Creates a definition of which only the user key is known.
        public init(family: ColumnFamily, keyRest: [UInt8]) {
            self.family = family
            self.keyRest = keyRest
        }

        /// The key that Zeebe gave the definition; `nil` when the user key has another form.
        public var key: Int64? {
            var cursor = unsafe ByteCursor(keyRest.span.bytes)
            guard let count: UInt32 = try? cursor.readBigEndian(), (try? cursor.skip(Int(count))) != nil,
                cursor.remaining == 8
            else { return nil }
            return try? cursor.readBigEndian()
        }
    }

    /// The column families that are looked at: process definitions, decisions and what they stand in, forms.
    public static let families: [ColumnFamily] = [
        .processDefinitions, .decisions, .decisionRequirements, .forms,
    ]

    /// The most definitions that are kept by name.
    static let maximumCount = 100_000

    /// The most memory that is used for them, in bytes.
    static let maximumByteCount = 4 * 1024 * 1024

    /// The longest process id that is kept, in bytes; a report shows no more.
    private static let maximumProcessIDByteCount = 256

    /// Number of definitions.
    public private(set) var count = 0

    /// All of them in the order of their keys; `nil` when they are too many to be kept.
    public private(set) var definitions: [Definition]? = []

    /// A hash over all keys in their order (FNV-1a of 64 bits).
    private var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    private var byteCount = 0

    /// Creates a collection of nothing.
    public init() {}

    /// Adds a definition; keys must ascend from call to call. Entries of other column families are passed over.
    public mutating func add(_ family: ColumnFamily, _ userKey: [UInt8], value: @autoclosure () -> [UInt8]) {
        guard Self.families.contains(family) else { return }
        count += 1
        for byte in userKey { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        // Keys of different lengths must not flow together.
        digest = (digest ^ UInt64(userKey.count)) &* 0x0000_0100_0000_01B3
        guard definitions != nil else { return }
        var definition = Definition(family: family, keyRest: Array(userKey.dropFirst(8)))
        if family == .processDefinitions {
            let value = value()
            unsafe definition.readProperties(of: value.span.bytes, Self.maximumProcessIDByteCount)
        }
        byteCount += definition.keyRest.count + (definition.processID?.utf8.count ?? 0) + 96
        if count > Self.maximumCount || byteCount > Self.maximumByteCount {
            definitions = nil
        } else {
            definitions?.append(definition)
        }
    }

    /// Whether both hold the same definitions, by their keys.
    public func isSame(as other: DeployedDefinitions) -> Bool {
        count == other.count && digest == other.digest
    }
}

extension DeployedDefinitions.Definition {
    /// Reads what is of interest in a process definition; a value of another form says nothing.
    fileprivate mutating func readProperties(of value: RawSpan, _ maximumByteCount: Int) {
        var reader = MessagePackReader(value)
        do throws(FormatError) {
            for _ in 0..<(try reader.readMap()) {
                let name = try reader.readText()
                if reader.equals(name, "bpmnProcessId") {
                    let place = try reader.readText()
                    processID = value.extracting(place.prefix(maximumByteCount)).lossyText
                } else if reader.equals(name, "state") {
                    guard case .string(let place)? = try reader.nextToken() else { return }
                    isBeingDeleted = reader.equals(place, "PENDING_DELETION")
                } else {
                    try reader.skipValue()
                }
            }
        } catch {
            // The keys alone are compared; without its id a definition is named by its key.
        }
    }
}
