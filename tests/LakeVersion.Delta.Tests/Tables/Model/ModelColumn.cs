using Apache.Arrow.Types;

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>A column of the model: what it is stays, whatever its name becomes.</summary>
internal sealed record ModelColumn(int Key, string Name, ModelType Type)
{
    // The first four are in every table; others come and go.
    public const int Id = 0;
    public const int Uid = 1;
    public const int Text = 2;
    public const int Part = 3;

    public IArrowType ArrowType => Type switch
    {
        ModelType.Text => StringType.Default,
        ModelType.Int => Int32Type.Default,
        _ => Int64Type.Default,
    };
}
