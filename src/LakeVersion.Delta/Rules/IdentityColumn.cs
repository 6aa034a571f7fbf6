using System.Globalization;
using Apache.Arrow;
using LakeVersion.Delta.Schemas;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Rules;

/// <summary>Gives the values of an identity column, one behind the other (PROTOCOL.md, "Identity Columns"). Mutable.</summary>
internal sealed class IdentityColumn
{
    private readonly string name;
    private readonly long start;
    private readonly long step;

    private IdentityColumn(string name, long start, long step, long? mark) => (this.name, this.start, this.step, Mark) = (name, start, step, mark);

    /// <summary>The value given last, of this write or an earlier one; null where none was given yet.</summary>
    public long? Mark { get; private set; }

    /// <summary>True where this write gave values.</summary>
    public bool HasMoved { get; private set; }

    /// <exception cref="LakeException">As the faults say: numbers that are none, or a column of another type.</exception>
    public static IdentityColumn Of(DeltaField field, string path, RuleFaults faults)
    {
        var start = Number(field, RuleKeys.IdentityStart);
        var step = Number(field, RuleKeys.IdentityStep);
        var mark = Number(field, RuleKeys.IdentityMark);
        if (field.Type.Text != "long" || start is null || step is null or 0 || (mark is null && field.Metadata.ContainsKey(RuleKeys.IdentityMark)))
        {
            throw faults.Rule($"the identity column '{path}'", "identityColumns", $"expected a long with a start and a step that is not 0; found {field.Type.Text}, "
                + string.Join(", ", field.Metadata.Where(pair => pair.Key.StartsWith(RuleKeys.Identity, StringComparison.Ordinal)).Select(pair => $"{pair.Key} {pair.Value}")) + ".");
        }

        return new IdentityColumn(field.Name, start.Value, step.Value, mark);
    }

    /// <summary>The next values.</summary>
    /// <exception cref="LakeException">Invalid: there are not so many more.</exception>
    public IArrowArray Take(int count)
    {
        var next = Next();
        if (count > 0)
        {
            var last = next + ((Int128)step * (count - 1));
            if (last < long.MinValue || last > long.MaxValue)
            {
                throw LakeException.Invalid($"The identity column '{name}' has no more values: {count} from {next} by {step} leave the type long.");
            }

            (Mark, HasMoved) = ((long)last, true);
        }

        var values = new Int64Array.Builder().Reserve(count);
        for (var i = 0; i < count; i++)
        {
            values.Append((long)(next + ((Int128)step * i)));
        }

        return values.Build();
    }

    // A mark that others set need not be one of the column's values.
    private Int128 Next()
    {
        if (Mark is not { } mark)
        {
            return start;
        }

        var (done, rest) = Int128.DivRem((Int128)mark - start, step);
        var isBefore = rest != 0 && (Int128.IsNegative(rest) != step < 0);
        return start + (Int128.Max(0, done + (isBefore ? 0 : 1)) * step);
    }

    private static long? Number(DeltaField field, string key) =>
        long.TryParse(RuleKeys.Text(field, key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
