using LakeVersion.Cli.Output;

namespace LakeVersion.Cli.Exporting;

/// <summary>A file that rows were written to.</summary>
/// <param name="Destination">The file, as it was named.</param>
/// <param name="Format">The format's word.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record RowFile(string Destination, string Format, long Rows, long Bytes)
{
    /// <summary>What was done, in words.</summary>
    /// <param name="noun">What a row is.</param>
    public string Text(string noun) => $"Wrote {Printable.Count(Rows, noun)} to {Destination} ({Printable.Size(Bytes)}).";
}
