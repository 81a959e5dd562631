import { expect, test } from 'vitest'
import { ACTS, KILL_POINTS } from './kill-points.ts'
import { type StoryPlan, shuffleDeck } from './story-deck.ts'

test('as many workers are killed as asked for, and two hundred kills come to every named point', () => {
  const stories = dealAll(200, 'any')
  const blows = stories.flatMap((story) => story.blows)
  expect(blows).toHaveLength(200)
  expect(KILL_POINTS.filter((point) => !blows.includes(point))).toEqual([])
})

test('a story holds only points of the way it writes, in the order in which a run comes to them', () => {
  for (const { way, blows } of dealAll(200, 'other')) {
    const named = KILL_POINTS.filter((point) => blows.includes(point))
    expect(named.filter((point) => point.way !== undefined && point.way !== way)).toEqual([])
    for (const act of ACTS) {
      const own = blows.filter((blow) => blow.act === act && named.includes(blow as (typeof named)[number]))
      expect(own).toEqual(named.filter((point) => point.act === act))
    }
  }
})

test('the same seed deals the same stories, and another one others', () => {
  expect(dealAll(60, 'same')).toEqual(dealAll(60, 'same'))
  expect(dealAll(60, 'same')[0]?.blows).not.toEqual(dealAll(60, 'different')[0]?.blows)
})

test('what a story came past is dealt once more', () => {
  const deck = shuffleDeck(25, 'any')
  const [missed] = deck.deal()?.blows.slice(-1) ?? []
  expect(deck.deal()).toBeUndefined()
  deck.takeBack(missed ? [missed] : [])
  expect(deck.deal()?.blows).toHaveLength(1)
  expect(deck.deal()).toBeUndefined()
})

function dealAll(kills: number, seed: string): StoryPlan[] {
  const deck = shuffleDeck(kills, seed)
  const stories: StoryPlan[] = []
  for (let story = deck.deal(); story; story = deck.deal()) stories.push(story)
  return stories
}
