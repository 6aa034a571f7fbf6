using Apache.Arrow;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Values that are passed on as they are: those of structs, lists and maps, and columns that nothing is done to.</summary>
internal sealed class WholeVector(IArrowArray array, bool[] valid) : Vector(array.Data.DataType, valid)
{
    public IArrowArray Array => array;

    public override void Take(Vector source, int row) => throw new InvalidOperationException("Nested values are not mixed.");
}
