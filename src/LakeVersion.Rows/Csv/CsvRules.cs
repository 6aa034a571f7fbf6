using System.Globalization;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Csv;

/// <summary>Checks of options and headers.</summary>
internal static class CsvRules
{
    public static void Check(CsvOptions options)
    {
        if (options.Delimiter is '"' or '\r' or '\n' || options.BatchRows < 1 || options.SampleRows < 1)
        {
            throw LakeException.Invalid(
                "CSV options: the delimiter must not be a quote or a line end; batches and samples have at least one row.");
        }

        if (options.Names is { } names)
        {
            CheckNames("CSV options", names);
        }
    }

    public static void CheckNames(string place, IReadOnlyList<string> names)
    {
        HashSet<string> seen = [];
        for (var i = 0; i < names.Count; i++)
        {
            var fault = names[i].Length == 0 ? "has no name" : seen.Add(names[i]) ? null : $"is called '{names[i]}' like one before it";
            if (fault is not null)
            {
                throw LakeException.Invalid(string.Create(CultureInfo.InvariantCulture, $"{place}: column {i + 1} {fault}; rename it."));
            }
        }
    }
}
