using System.Globalization;

namespace LakeVersion.Testing;

/// <summary>How wide the tests of many cases go: in full, or by the share of it that <see cref="Variable"/> names, as CI does.</summary>
public static class LongTier
{
    /// <summary>Percent of the full count, 1 to 100.</summary>
    public const string Variable = "LAKEVERSION_LONG_PERCENT";

    private static readonly int Percent = int.Parse(Environment.GetEnvironmentVariable(Variable) ?? "100", CultureInfo.InvariantCulture);

    /// <summary>The count to run, at least one.</summary>
    /// <param name="full">What is run where nobody waits.</param>
    public static int Cases(int full) => Math.Max(1, (int)((long)full * Percent / 100));

    /// <summary>The stride at which to go through what is not counted, but gone through one by one.</summary>
    public static int Stride => Math.Max(1, 100 / Percent);
}
