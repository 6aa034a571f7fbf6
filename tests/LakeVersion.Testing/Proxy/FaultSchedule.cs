using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LakeVersion.Testing.Proxy;

/// <summary>Which faults come how often, chosen by a seed.</summary>
/// <remarks>
/// What happens to a request follows from the seed, its method, its target, and how many requests of that method and target
/// came before; from nothing else. So a run replays as far as it sends the same requests: one client's sequential work does exactly, where
/// the client's own names are seeded too. Of several clients at once each replays on targets of its own; on a shared target,
/// as the next entry of a branch, the same faults come, but who meets them is a matter of the race. Names that hold random
/// ids are new targets in each run.
/// </remarks>
public sealed class FaultSchedule
{
    private readonly int seed;
    private readonly IReadOnlyDictionary<ProxyFault, double> rates;

    /// <summary>A schedule of faults with their rates, each from 0 to 1, together 1 at most.</summary>
    public FaultSchedule(int seed, IReadOnlyDictionary<ProxyFault, double> rates)
    {
        ArgumentNullException.ThrowIfNull(rates);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rates.Values.Sum(), 1.000001);
        this.seed = seed;
        this.rates = rates;
    }

    /// <summary>Nothing goes wrong.</summary>
    public static FaultSchedule None { get; } = new(0, new Dictionary<ProxyFault, double>());

    /// <summary>Every kind of fault at one rate.</summary>
    public static FaultSchedule All(int seed, double rate) => new(seed, Enum.GetValues<ProxyFault>().ToDictionary(fault => fault, _ => rate));

    /// <summary>One kind of fault.</summary>
    public static FaultSchedule Only(int seed, ProxyFault fault, double rate) => new(seed, new Dictionary<ProxyFault, double> { [fault] = rate });

    /// <summary>True where a kind of fault may come.</summary>
    public bool Has(ProxyFault fault) => rates.GetValueOrDefault(fault) > 0;

    /// <summary>What happens to the request that is number <paramref name="count"/>, from 1, of its method and target.</summary>
    internal FaultDecision Decide(string method, string target, int count)
    {
        if (rates.Count == 0)
        {
            return default;
        }

        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed} {count} {method} {target}")));
        return new FaultDecision(Pick(Unit(digest, 0)), Unit(digest, 8), Unit(digest, 16));
    }

    private ProxyFault? Pick(double drawn)
    {
        foreach (var (fault, rate) in rates.OrderBy(pair => pair.Key))
        {
            if (drawn < rate)
            {
                return fault;
            }

            drawn -= rate;
        }

        return null;
    }

    // 53 bits, as a double holds them.
    private static double Unit(byte[] digest, int at) => (BinaryPrimitives.ReadUInt64LittleEndian(digest.AsSpan(at)) >> 11) * (1.0 / (1L << 53));
}
