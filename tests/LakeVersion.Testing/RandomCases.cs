using System.Globalization;
using CsCheck;

namespace LakeVersion.Testing;

/// <summary>Random cases, one after the other: others in each run, or the same in all where <see cref="Variable"/> names a number, as in CI. What lands must be seen to pass again.</summary>
/// <remarks>A case that fails prints its seed; <c>CsCheck_Seed=SEED</c> begins with it.</remarks>
public static class RandomCases
{
    /// <summary>Names the number that all cases are drawn from.</summary>
    public const string Variable = "LAKEVERSION_RANDOM_SEED";

    private const string Seed = "CsCheck_Seed";

    private static readonly ulong? Number = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>True where a run begins with one seed that failed before.</summary>
    public static bool IsOneSeed => Environment.GetEnvironmentVariable(Seed) is not null;

    /// <summary>Checks so many cases.</summary>
    /// <param name="gen">Makes a case.</param>
    /// <param name="check">Throws where it does not hold.</param>
    /// <param name="cases">How many, at least one.</param>
    /// <param name="print">How a case that fails is told.</param>
    public static void Check<T>(Gen<T> gen, Func<T, Task> check, int cases, Func<T, string>? print = null)
    {
        void Run(T one) => check(one).GetAwaiter().GetResult();
        if (Number is not { } number || IsOneSeed)
        {
            gen.Sample(Run, iter: cases, threads: 1, print: print);
            return;
        }

        for (var i = 0; i < cases; i++)
        {
            gen.Sample(Run, seed: new PCG((uint)i, number).ToString(), iter: 1, threads: 1, print: print);
        }
    }
}
