using Apache.Arrow.Types;

namespace LakeVersion.Rows.Evaluation;

/// <summary>The values of an expression, one for each row of a batch.</summary>
/// <param name="type">Their type.</param>
/// <param name="valid">Where there is a value; else it is null, or the row is not computed.</param>
internal abstract class Vector(IArrowType type, bool[] valid)
{
    public IArrowType Type => type;

    public bool[] Valid => valid;

    /// <summary>Takes a row of another vector of the same type.</summary>
    public abstract void Take(Vector source, int row);
}

/// <summary>Values held as <c>bool</c>, <c>long</c> (integers, days, microseconds), <c>double</c>, <c>Int128</c> (decimals) or bytes.</summary>
internal sealed class Vector<T>(IArrowType type, T[] values, bool[] valid) : Vector(type, valid)
{
    public T[] Values => values;

    public override void Take(Vector source, int row)
    {
        Valid[row] = source.Valid[row];
        values[row] = ((Vector<T>)source).Values[row];
    }
}
