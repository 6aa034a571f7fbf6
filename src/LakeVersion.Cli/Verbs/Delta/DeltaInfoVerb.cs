using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary><c>lv delta info</c>: what a Delta table is, at a version.</summary>
internal sealed class DeltaInfoVerb : Verb
{
    private readonly DeltaSource source = new();

    public DeltaInfoVerb()
        : base(
            "info",
            "Show a table's version, protocol and features, identity, properties and size.",
            "lv delta info ./flights",
            "lv delta info s3://warehouse/flights --version 12 --json") => source.AddWithVersionTo(this);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var (table, at) = await source.OpenAtAsync(run, cancellationToken);
        run.Show(DeltaInfoShape.Of(table.Name, at), LvJson.Default.DeltaInfoShape, shape => Write(run, shape));
        return ExitCode.Done;
    }

    private static void Write(Invocation run, DeltaInfoShape shape)
    {
        var lines = new TextTable();
        lines.Add("version", $"{shape.TableVersion} of {Printable.Time(shape.Time)} UTC");
        lines.Add("id", Printable.Name(shape.Id));
        AddText(lines, "name", shape.Name);
        AddText(lines, "description", shape.Description);
        lines.Add("protocol", Protocol(shape.Protocol));
        AddText(lines, "divided by", string.Join(", ", shape.PartitionColumns));
        lines.Add("holds", $"{(shape.Rows is { } rows ? Printable.Count(rows, "row") + ", " : "")}{Printable.Count(shape.Files, "file")}, {Printable.Size(shape.Bytes)}");
        AddText(lines, "read from", shape.Checkpoint is { } checkpoint ? $"the checkpoint of version {checkpoint}" : null);
        foreach (var (name, value) in shape.Properties.OrderBy(property => property.Key, StringComparer.Ordinal))
        {
            AddText(lines, "property", $"{name} = {value}");
        }

        foreach (var domain in shape.Domains)
        {
            AddText(lines, "domain", $"{domain.Domain} = {domain.Configuration}");
        }

        foreach (var transaction in shape.Transactions)
        {
            AddText(lines, "application", $"{transaction.AppId} at {transaction.AppVersion}");
        }

        lines.Write(run.Out, run.Paint);
    }

    private static string Protocol(DeltaProtocolShape protocol)
    {
        var features = protocol.ReaderFeatures.Union(protocol.WriterFeatures).Order(StringComparer.Ordinal).Select(Printable.Name).ToList();
        return $"reader {protocol.MinReaderVersion}, writer {protocol.MinWriterVersion}" + (features.Count > 0 ? $": {string.Join(", ", features)}" : "");
    }

    private static void AddText(TextTable lines, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            lines.Add(name, Printable.Name(text));
        }
    }
}
